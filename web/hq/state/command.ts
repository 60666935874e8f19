// Commands to sites carry an id made here: the same press sent twice is one command.
import { CommandIds } from "../../shared/uuid7.ts";

const made = new CommandIds();

export const commandId = (): string => made.next();
