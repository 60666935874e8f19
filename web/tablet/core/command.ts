// Commands as the tablet sends them. The body is fixed when it is made: same id, same body, for ever.

interface Fields {
  arrive_asn: { asn: string; dock: string };
  receive: {
    asn: string; item: string; quantity: number; lot: string | null; expiry: string | null;
    unit: string | null; condition: "good" | "damaged"; confirm: boolean;
  };
  close_receipt: { asn: string; confirm: boolean };
  put_away: {
    task_id: string | null; item: string; quantity: number; lot: string | null; unit: string | null;
    location: string; confirm: boolean;
  };
  confirm_pick: {
    task_id: string; location: string; item: string; lot: string | null; quantity: number;
    unit: string | null; reason: ShortReason | null;
  };
  pack: {
    order: string; unit: string | null; lines: PackLine[] | null; weight_g: number | null;
  };
  ship: { order: string; carrier: string | null; tracking: string | null };
  /** Turns of a dialogue that the edge leads; `turn` is the number of the screen they were made on. */
  open_dialogue: { turn: number | null; dialogue: string | null };
  scan: { turn: number | null; code: string };
  enter: { turn: number | null; quantity?: number; weight_g?: number; expiry?: string; text?: string };
  choose: { turn: number | null; option: string };
}

export type ShortReason = "not_found" | "damaged" | "partial";

export interface PackLine {
  item: string;
  lot: string | null;
  quantity: number;
}

export type CommandType = keyof Fields;
export type Draft = { [T in CommandType]: { readonly type: T } & Readonly<Fields[T]> }[CommandType];
export type Command = Draft & { readonly command_id: string; readonly scanned_at: string | null };

/** The one thing a person would call this command by: order, ASN, item, or what was scanned. */
export function subjectOf(command: Draft): string {
  switch (command.type) {
    case "arrive_asn":
    case "close_receipt":
      return command.asn;
    case "pack":
    case "ship":
      return command.order;
    case "open_dialogue":
      return command.dialogue ?? "";
    case "scan":
      return command.code;
    case "enter":
      return String(command.quantity ?? command.weight_g ?? command.expiry ?? command.text ?? "");
    case "choose":
      return command.option;
    default:
      return command.item;
  }
}
