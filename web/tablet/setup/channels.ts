// Release channels as sentences, and as what a form knows of them.
import { shownWhole, whole } from "./figures.ts";
import type { Texts, Say } from "./rules.ts";
import type { Channel, ForOrders } from "./shapes.ts";

/** Which orders join. */
export function takes(orders: ForOrders, say: Say): string {
  const least = orders.priority_min ?? null;
  const most = orders.priority_max ?? null;
  const parts = [
    orders.customer && say("orders.customer", { value: orders.customer }),
    orders.carrier && say("orders.carrier", { value: orders.carrier }),
    least !== null && most !== null ? say("orders.priority_within", { from: least, to: most }) : least !== null ? say("orders.priority_from", { from: least }) : most !== null && say("orders.priority_to", { to: most }),
    typeof orders.lines_max === "number" && say("orders.lines_max", { n: orders.lines_max }),
    orders.class_abc && say("orders.class_abc", { value: orders.class_abc }),
  ].filter(Boolean);
  return parts.length > 0 ? say("orders.some", { what: parts.join(say("setup.comma")) }) : say("orders.all");
}

/** When it releases, and by when what it took is to be done. */
export function timesOf({ waves, cut_off, process_minutes }: Pick<Channel, "waves" | "cut_off" | "process_minutes">, say: Say): string {
  const released = waves.length > 0 ? say("channels.in_waves", { n: waves.length, at: waves.join(say("setup.comma")) }) : say("channels.released");
  if (cut_off === null) return released;
  const end = process_minutes > 0 ? say("channels.plus", { at: cut_off, n: process_minutes }) : say("channels.until", { at: cut_off });
  return `${released} · ${end}`;
}

export function draftOf(channel: Channel): Texts {
  const { orders } = channel;
  return {
    channel: channel.channel, cut_off: channel.cut_off ?? "", state: channel.state,
    process_minutes: channel.process_minutes > 0 ? String(channel.process_minutes) : "", wip_max: shownWhole(channel.wip_max),
    customer: orders.customer ?? "", carrier: orders.carrier ?? "", class_abc: orders.class_abc ?? "",
    priority_min: shownWhole(orders.priority_min), priority_max: shownWhole(orders.priority_max), lines_max: shownWhole(orders.lines_max),
  };
}

/** All that `set_channel` takes; what cannot be read stays as it was typed, so that the edge says so. */
export function fieldsOf(draft: Texts, waves: readonly string[], sequence: number): object {
  const text = (key: string): string | null => draft[key]?.trim() || null;
  const number = (key: string): number | string | null => whole(draft[key] ?? "");
  const orders = { customer: text("customer"), carrier: text("carrier"), class_abc: text("class_abc"), priority_min: number("priority_min"), priority_max: number("priority_max"), lines_max: number("lines_max") };
  return {
    channel: draft["channel"]?.trim() ?? "",
    orders: Object.fromEntries(Object.entries(orders).filter(([, value]) => value !== null)),
    sequence,
    cut_off: text("cut_off"),
    process_minutes: number("process_minutes") ?? 0,
    wip_max: number("wip_max"),
    waves: [...new Set(waves.filter(Boolean))].sort(),
    state: draft["state"] || "open",
  };
}

/** The row as the command says it, with something changed. */
export function commandOf(channel: Channel, change: Partial<Pick<Channel, "state" | "sequence">> = {}): object {
  const { in_progress: _, waiting: __, ...fields } = channel;
  return { ...fields, ...change };
}
