// Transfers between sites.

export const ledTransferEn = {
  "receive.unit_taken": "{unit} is in: {quantity} pieces. Scan the next one.",
  "receive.unit_not_sent": "{unit} was not announced. Scan what is on it.",
  "receive.unit_came": "{unit} is in already. Scan the next one.",
  "receive.unit_of_other": "{unit} belongs to {asn}. Open that first.",
  "transfer.unknown": "No transfer {transfer} comes here",
  "transfer.unknown_site": "No site is called {site}",
  "transfer.own_site": "{site} is this site. Move the goods instead.",
  "transfer.departed": "{order} has left. Have it sent back with a new transfer.",
  "transfer.counted_there": "{order} was counted at the other site already. Ship it here first.",
  "transfer.received_there": "{order} goes to another site, which counts it itself.",
  "transfer.heard": "{transfer}: noted",
  "transfer.item_not_here": "{unit} holds goods this site does not know yet. Wait for headquarters.",
  "transfer.still_open": "{transfer} is still being received. Close it first.",
  "transfer.not_so_many_lost": "Only {open} of {item} are missing from {transfer}.",
  "transfer.not_so_many_found": "Only {open} of {item} can be found on {transfer}.",
  "transfer.lost": "{quantity} of {item} from {transfer} are written off.",
  "transfer.found": "{quantity} of {item} on {transfer} are accepted as found.",
} as const;
