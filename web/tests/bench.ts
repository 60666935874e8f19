// What the tests of queue and dialogues share: a fresh database, commands, lists.
import "fake-indexeddb/auto";
import type { Command, Draft } from "../tablet/core/command.ts";
import { type Database, openDatabase } from "../tablet/core/db.ts";
import { EMPTY } from "../tablet/core/floor.ts";
import type { PickTask, Reply, View } from "../tablet/core/types.ts";

let databases = 0;

export function freshDatabase(): Promise<Database> {
  return openDatabase(`test-${++databases}`);
}

export function pickTask(n: number, more: Partial<PickTask> = {}): PickTask {
  return {
    task_id: `T${n}`, order: "569239", location: `A-0${n}`, location_barcode: `LA-0${n}`, zone: "A", item: "22423",
    description: "Regency cakestand", barcodes: ["5010000224235"], quantity: 2, uom: "pcs", lot: null, expiry: null, sequence: n, ...more,
  };
}

export const VIEW: View = {
  ...EMPTY.view,
  counts: { receive: 1, putaway: 1, pick: 3, pack: 1, ship: 0 },
  receive: [{
    asn: "ASN-1", supplier: "Kaiser", state: "arrived", expected_on: null,
    lines: [
      { line: 1, item: "22423", description: "Regency cakestand", barcodes: ["5010000224235"], tracking: "none", expected: 24, received: 0, uom: "pcs" },
      { line: 2, item: "47566", description: "Party bunting", barcodes: ["5010000475660"], tracking: "lot", expected: 10, received: 0, uom: "pcs" },
    ],
  }],
  putaway: [{
    task_id: "P1", item: "22423", description: "Regency cakestand", barcodes: ["5010000224235"], quantity: 12, lot: null,
    unit: "340123450000000018", from_location: "DOCK-1", to_location: "B-07", to_barcode: null,
  }],
  pick: [pickTask(1), pickTask(2, { quantity: 1 }), pickTask(3)],
  pack: [{
    order: "569300", customer: "Hamburg", state: "picked",
    lines: [
      { item: "22423", description: "Regency cakestand", barcodes: ["5010000224235"], picked: 2, packed: 0 },
      { item: "47566", description: "Party bunting", barcodes: ["5010000475660"], picked: 1, packed: 0 },
    ],
  }],
};

export function picked(n: number): Command {
  const draft: Draft = { type: "confirm_pick", task_id: `T${n}`, location: `A-0${n}`, item: "22423", lot: null, quantity: 2, unit: null, reason: null };
  return { ...draft, command_id: `command-${n}`, scanned_at: null };
}

export function replyTo(command: Command, level: Reply["level"] = "ok", step: string | null = null): Reply {
  return {
    command_id: command.command_id, outcome: "line_done", level, say: { key: "scan.line_done", args: {} },
    next: step ? { step, accepts: [] } : null, data: {}, undo: null, replayed: false,
  };
}
