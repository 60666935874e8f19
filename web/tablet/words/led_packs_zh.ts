// 整箱整层：扫一次按所含数量计。
import type { ledPacksEn } from "./led_packs_en.ts";

export const ledPacksZh: Record<keyof typeof ledPacksEn, string> = {
  "picking.counted_pack": "又一{pack}（{each} 件）：{counted} / {left}",
  "packing.counted_packs": "{packs} × {pack} = {counted} / {of} 件 {item}",
  "pack.set": "{item}：每{pack} {quantity} 件",
  "pack.dropped": "{item} 不再按{pack}包装",
  "pack.unknown": "{item} 没有名为 {pack} 的包装",
  "pack.gtin_taken": "{gtin} 是 {item} 的条码",
  "pack.not_so_many": "{packs} × {pack} 不等于 {quantity} 件，请重新清点",
};
