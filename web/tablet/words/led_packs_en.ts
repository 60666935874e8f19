// Boxes and layers: counted by one scan, named with what they hold.

export const ledPacksEn = {
  "picking.counted_pack": "One {pack} of {each} more: {counted} of {left}",
  "packing.counted_packs": "{packs} × {pack} = {counted} of {of} {item}",
  "pack.set": "{item}: one {pack} holds {quantity}",
  "pack.dropped": "{item} comes in no {pack} any more",
  "pack.unknown": "{item} has no pack called {pack}",
  "pack.gtin_taken": "{gtin} is a code of {item}",
  "pack.not_so_many": "{packs} × {pack} are not {quantity} pieces. Count again",
} as const;
