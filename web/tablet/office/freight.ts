// Carriers and tariffs as rows of a list, and as what their commands say.
import { w } from "./desk.svelte.ts";

export const KINDS = ["carriers", "tariffs"] as const;
export type Kind = (typeof KINDS)[number];

export interface Carrier {
  readonly carrier: string;
  readonly name: string;
  readonly service: string | null;
  readonly cut_off: string | null;
}

export interface Tariff {
  readonly carrier: string;
  readonly from_city: string;
  readonly to_city: string;
  readonly weight_fee: string;
  readonly volume_fee: string;
  readonly minimum: string;
  readonly currency: string | null;
}

export type Draft = Readonly<Record<string, string | null>>;

interface Listed {
  readonly id: string;
  readonly title: string;
  readonly said: string;
  readonly figures: readonly (readonly [string, string])[] | null;
  readonly fields: Draft;
}

/** What names a row: these are not changed, another name is another row. */
export const NAMED_BY: Record<Kind, readonly string[]> = { carriers: ["carrier"], tariffs: ["carrier", "from_city", "to_city"] };

export function listed(kind: Kind, row: Carrier | Tariff): Listed {
  return kind === "carriers" ? carrierRow(row as Carrier) : tariffRow(row as Tariff);
}

function carrierRow(row: Carrier): Listed {
  const said = [row.name, row.service, row.cut_off && w("freight.cut_off_at", { at: row.cut_off })].filter(Boolean).join(" · ");
  return { id: row.carrier, title: row.carrier, said, figures: null, fields: { ...row } };
}

function tariffRow(row: Tariff): Listed {
  const money = (amount: string): string => (row.currency ? `${amount} ${row.currency}` : amount);
  return {
    id: [row.carrier, row.from_city, row.to_city].join("\u001f"),
    title: w("freight.lane", { from: row.from_city, to: row.to_city }),
    said: row.carrier,
    figures: [
      [w("freight.weight_fee"), money(row.weight_fee)],
      [w("freight.volume_fee"), money(row.volume_fee)],
      [w("freight.minimum"), money(row.minimum)],
    ],
    fields: { ...row },
  };
}
