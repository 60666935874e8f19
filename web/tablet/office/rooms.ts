// The rooms of the office and the permission that opens each. The page is told which: it would share this file with
// the chunk of the button otherwise, and then the bundler cuts the entry in two.

export const ROOMS = [
  { room: "people", needs: "see_people" },
  { room: "devices", needs: "manage_devices" },
  { room: "keys", needs: "manage_keys" },
  { room: "trail", needs: "see_audit" },
  { room: "replenish", needs: "announce" },
  { room: "freight", needs: "edit_master" },
  { room: "setup", needs: "edit_master" },
  { room: "history", needs: "supervise" },
  { room: "outside", needs: "supervise" },
] as const;

export type Room = (typeof ROOMS)[number]["room"];

export const openTo = (may: readonly string[]): Room[] => ROOMS.filter(({ needs }) => may.includes(needs)).map(({ room }) => room);
