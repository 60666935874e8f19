// Listens on the window for the wedge, wherever the focus is, and keeps fields clean of scanned characters.
import { GS, type Heard, type Timer, Wedge } from "./wedge.ts";

type Field = HTMLInputElement | HTMLTextAreaElement;

export function listen(heard: Heard): () => void {
  let before: { field: Field; value: string } | null = null;
  const guarded: Heard = {
    scan(code) {
      if (before) restore(before);
      heard.scan(code);
    },
    // A hand typing into a field types into that field, nowhere else.
    key: (key) => {
      if (!fieldOf(document.activeElement)) heard.key(key);
    },
    bad: (reason) => heard.bad(reason),
  };
  const wedge = new Wedge(guarded, pageTimer());
  const onKey = (event: KeyboardEvent): void => {
    if (event.isComposing || event.repeat) return;
    const key = keyOf(event);
    if (key === null) return;
    const field = fieldOf(event.target);
    if (wedge.idleAt(event.timeStamp)) before = field ? { field, value: field.value } : null;
    if (wedge.press(key, event.timeStamp)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  };
  window.addEventListener("keydown", onKey, { capture: true });
  return () => window.removeEventListener("keydown", onKey, { capture: true });
}

function keyOf(event: KeyboardEvent): string | null {
  // Scanners send GS as Ctrl+] or as the character itself.
  if (event.ctrlKey && (event.key === "]" || event.code === "BracketRight")) return GS;
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  return event.key;
}

function fieldOf(target: EventTarget | null): Field | null {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target : null;
}

function restore(before: { field: Field; value: string }): void {
  before.field.value = before.value;
  before.field.dispatchEvent(new Event("input", { bubbles: true }));
}

function pageTimer(): Timer {
  let handle: ReturnType<typeof setTimeout> | undefined;
  return {
    set(run, ms) {
      clearTimeout(handle);
      handle = setTimeout(run, ms);
    },
    clear() {
      clearTimeout(handle);
    },
  };
}
