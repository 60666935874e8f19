// What the tablet knows of the floor: the last lists fetched, with commands reapplied on top. Pure.
import type { Command } from "./command.ts";
import { ACTIVITIES, type Activity, type Lists, type OrderLine, type OrderWork, type View } from "./types.ts";

/** The persisted snapshot. `settled` counts answers folded in, so that a list fetched before one is not kept after it. */
export interface Floor {
  readonly view: View;
  readonly settled: number;
}

export const EMPTY: Floor = {
  settled: 0,
  view: {
    receive: [], putaway: [], pick: [], pack: [], ship: [],
    counts: { receive: null, putaway: null, pick: null, pack: null, ship: null },
    asOf: { receive: null, putaway: null, pick: null, pack: null, ship: null },
  },
};

/** A freshly fetched list in place of the old one. */
export function withList<A extends Activity>(view: View, activity: A, items: Lists[A], asOf: string): View {
  return { ...view, [activity]: items, asOf: { ...view.asOf, [activity]: asOf } };
}

/** The view with each command's expected effect, in the order they were made. */
export function reapply(view: View, commands: readonly Command[]): View {
  return commands.reduce(apply, view);
}

export function apply(view: View, command: Command): View {
  switch (command.type) {
    case "arrive_asn":
      return { ...view, receive: view.receive.map((asn) => (asn.asn === command.asn ? { ...asn, state: "arrived" } : asn)) };
    case "receive":
      return applyReceive(view, command);
    case "close_receipt":
      return counted({ ...view, receive: view.receive.filter((asn) => asn.asn !== command.asn) }, view);
    case "put_away":
      return applyPutAway(view, command);
    case "confirm_pick":
      return counted({ ...view, pick: view.pick.filter((task) => task.task_id !== command.task_id) }, view);
    case "pack":
      return applyPack(view, command);
    case "ship":
      return counted({ ...view, ship: view.ship.filter((order) => order.order !== command.order) }, view);
    default:
      // A turn's effect is the edge's to tell: its next lists show it.
      return view;
  }
}

function applyReceive(view: View, command: Command & { type: "receive" }): View {
  let rest = command.quantity;
  const receive = view.receive.map((asn) => {
    if (asn.asn !== command.asn) return asn;
    const matching = asn.lines.filter((line) => line.item === command.item);
    const lines = asn.lines.map((line) => {
      if (line.item !== command.item) return line;
      // Lines of one item fill up in order; what is over goes to the last.
      const last = line === matching.at(-1);
      const taken = last ? rest : Math.min(rest, Math.max(0, line.expected - line.received));
      rest -= taken;
      return { ...line, received: line.received + taken };
    });
    return { ...asn, lines, state: "receiving" };
  });
  return { ...view, receive };
}

function applyPutAway(view: View, command: Command & { type: "put_away" }): View {
  const putaway = view.putaway.flatMap((task) => {
    if (task.task_id !== command.task_id) return [task];
    const rest = task.quantity - command.quantity;
    return rest > 0 ? [{ ...task, quantity: rest }] : [];
  });
  return counted({ ...view, putaway }, view);
}

function applyPack(view: View, command: Command & { type: "pack" }): View {
  const order = view.pack.find((work) => work.order === command.order);
  if (!order) return view;
  const packed = new Map<string, number>();
  for (const line of command.lines ?? []) packed.set(line.item, (packed.get(line.item) ?? 0) + line.quantity);
  const lines = order.lines.map((line) => packedLine(line, command.lines ? packed : null));
  const after: OrderWork = { ...order, lines };
  if (lines.some((line) => line.packed < line.picked)) {
    return { ...view, pack: view.pack.map((work) => (work === order ? after : work)) };
  }
  const pack = view.pack.filter((work) => work !== order);
  const ship = [...view.ship.filter((work) => work.order !== order.order), { ...after, state: "packed" }];
  return counted({ ...view, pack, ship }, view);
}

function packedLine(line: OrderLine, packed: Map<string, number> | null): OrderLine {
  const open = Math.max(0, line.picked - line.packed);
  const taken = packed ? Math.min(open, packed.get(line.item) ?? 0) : open;
  if (packed) packed.set(line.item, (packed.get(line.item) ?? 0) - taken);
  return { ...line, packed: line.packed + taken };
}

/** Counts move with the lists; a count the edge never told stays unknown. */
function counted(after: View, before: View): View {
  const counts = { ...after.counts };
  for (const activity of ACTIVITIES) {
    const told = counts[activity];
    if (told !== null) counts[activity] = Math.max(0, told + after[activity].length - before[activity].length);
  }
  return { ...after, counts };
}
