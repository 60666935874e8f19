// 仓库之间的调拨。
import type { ledTransferEn } from "./led_transfer_en.ts";

export const ledTransferZh: Record<keyof typeof ledTransferEn, string> = {
  "receive.unit_taken": "{unit} 已收：{quantity} 件。请扫描下一个。",
  "receive.unit_not_sent": "{unit} 没有预报，请扫描上面的货。",
  "receive.unit_came": "{unit} 已经收过了，请扫描下一个。",
  "receive.unit_of_other": "{unit} 属于 {asn}，请先打开它。",
  "transfer.unknown": "没有发到这里的调拨单 {transfer}",
  "transfer.unknown_site": "没有仓库叫 {site}",
  "transfer.own_site": "{site} 就是本仓，请用移库。",
  "transfer.departed": "{order} 已经发出，请另开调拨单退回。",
  "transfer.counted_there": "{order} 对方已经清点，请先在这里发货。",
  "transfer.received_there": "{order} 发往另一个仓库，由对方清点。",
  "transfer.heard": "{transfer} 已记录",
  "transfer.item_not_here": "{unit} 上有本仓还不认识的货，请等总部同步。",
  "transfer.still_open": "{transfer} 还在收货，请先关闭。",
  "transfer.not_so_many_lost": "{transfer} 只缺 {open} 件 {item}。",
  "transfer.not_so_many_found": "{transfer} 最多只能找回 {open} 件 {item}。",
  "transfer.lost": "{transfer} 的 {quantity} 件 {item} 已按丢失核销。",
  "transfer.found": "{transfer} 的 {quantity} 件 {item} 已按找回接收。",
};
