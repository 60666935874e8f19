// Any page accepts any scan: what a code is, from the edge when it answers, else from what the tablet knows.
import type { Tone } from "../core/feedback.ts";
import { type Activity, factsOf, type Found } from "../core/types.ts";
import { meansItem, meansLocation, sameCode, ssccOf } from "../dialogue/match.ts";
import { t } from "../words/words.svelte.ts";
import type { Shift } from "./shift.svelte.ts";

export interface Way {
  readonly activity: Activity;
  readonly subject: string | null;
  /** The dialogue should hear the scan too: it names goods, not the document. */
  readonly again: boolean;
}

const TO_PACK = new Set(["picked", "packing"]);
const TO_SHIP = new Set(["packed", "staged"]);

/** A document the edge knows though it is not on our lists yet: its dialogue will load them. */
function told(found: Found): Way | null {
  const facts = factsOf(found);
  const subject = String(facts[found.kind] ?? found.code);
  const state = String(facts["state"] ?? "");
  if (found.kind === "asn") return { activity: "receive", subject, again: false };
  if (found.kind !== "order") return null;
  if (TO_PACK.has(state)) return { activity: "pack", subject, again: false };
  return TO_SHIP.has(state) ? { activity: "ship", subject, again: false } : null;
}

const LOOKUP_MS = 2_000;

export class Lookup {
  code = $state<string | null>(null);
  found = $state.raw<Found | null>(null);
  local = $state(false);

  constructor(
    private readonly shift: Shift,
    private readonly tell: (tone: Tone, text: () => string) => void,
  ) {}

  close(): void {
    this.code = null;
    this.found = null;
  }

  /** Where this code plainly leads, from the lists and from what the edge said. */
  way(code: string): Way | null {
    const { receive, putaway, pack, ship } = this.shift.view;
    const asn = receive.find((one) => sameCode(code, one.asn));
    if (asn) return { activity: "receive", subject: asn.asn, again: false };
    const toPack = pack.find((one) => sameCode(code, one.order));
    if (toPack) return { activity: "pack", subject: toPack.order, again: false };
    const toShip = ship.find((one) => sameCode(code, one.order));
    if (toShip) return { activity: "ship", subject: toShip.order, again: false };
    if (this.found && this.code === code) return told(this.found);
    const unit = ssccOf(code) ?? code;
    return putaway.some((one) => sameCode(unit, one.unit)) ? { activity: "putaway", subject: null, again: true } : null;
  }

  async find(code: string): Promise<void> {
    this.close();
    this.code = code;
    const told = await this.#fromEdge(code);
    if (this.code !== code) return;
    this.local = told === null;
    const found = told ?? this.#fromLists(code);
    this.found = found;
    if (found.kind === "unknown") return this.tell("block", () => t("scan.unknown_code", { scanned: code }));
    this.tell("info", () => `${t(`kind.${found.kind}`)} ${code}`);
  }

  async #fromEdge(code: string): Promise<Found | null> {
    if (!this.shift.online) return null;
    const answer = await this.shift.engine.ask<Found>(`/api/v1/lookup/${encodeURIComponent(code)}`, { timeoutMs: LOOKUP_MS, byHand: true });
    return answer.ok ? answer.body : null;
  }

  #fromLists(code: string): Found {
    const { receive, putaway, pick, pack, ship } = this.shift.view;
    const items = [...receive.flatMap((asn) => asn.lines), ...putaway, ...pick, ...[...pack, ...ship].flatMap((order) => order.lines)];
    const item = items.find((one) => meansItem(code, one));
    if (item) return { kind: "item", code, item: { item: item.item, description: item.description } };
    const asn = receive.find((one) => sameCode(code, one.asn));
    if (asn) return { kind: "asn", code, asn: { asn: asn.asn, supplier: asn.supplier, state: asn.state } };
    const order = [...pack, ...ship].find((one) => sameCode(code, one.order));
    if (order) return { kind: "order", code, order: { order: order.order, customer: order.customer, state: order.state } };
    const place = pick.find((one) => meansLocation(code, one.location, one.location_barcode));
    if (place) return { kind: "location", code, location: { location: place.location, zone: place.zone } };
    const target = putaway.find((one) => meansLocation(code, one.to_location, one.to_barcode));
    return target ? { kind: "location", code, location: { location: target.to_location } } : { kind: "unknown", code };
  }
}
