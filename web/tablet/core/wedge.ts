// A keyboard-wedge scanner is a very fast typist. Keys in, scans and slow keys out; no DOM here.

export const GAP_MS = 50;
/** How long after the last key a burst may be over. Keys carry their own time, so a page that was busy
 * for a moment still reads the scan right; only then is what is left given to the hand that typed it. */
export const SETTLE_MS = 150;
export const LENGTH_MIN = 3;
export const LENGTH_MAX = 512;
export const GS = "\u001d";

export interface Heard {
  scan(code: string): void;
  /** A key pressed by a hand: one character, or Enter. */
  key(key: string): void;
  bad(reason: "too_long" | "control"): void;
}

export interface Timer {
  set(run: () => void, ms: number): void;
  clear(): void;
}

export class Wedge {
  #buffer = "";
  #last = -Infinity;
  #overflow = false;

  constructor(
    private readonly heard: Heard,
    private readonly timer: Timer,
    private readonly gapMs: number = GAP_MS,
  ) {}

  /** True when a key at this moment starts afresh: what a field holds now, it held before any scan. */
  idleAt(at: number): boolean {
    return at - this.#last > this.gapMs;
  }

  /** One key at a time in ms; true when the key must not reach the page. */
  press(key: string, at: number): boolean {
    const fast = at - this.#last <= this.gapMs;
    if (!fast) this.expire();
    if (key === "Enter" || key === "Tab") return this.#suffix(key);
    if (key === GS) return this.#separator(at);
    if (key.length !== 1) return false;
    this.#take(key, at);
    return false;
  }

  /** The gap has passed: what is left was typed by hand, or ended by a lone GS. */
  expire(): void {
    this.timer.clear();
    const left = this.#reset();
    if (left === "") return;
    const literal = left.replace(/(\\r|\\n)+$/, "");
    if (left.endsWith(GS)) this.#emit(left.slice(0, -1));
    else if (literal !== left && literal.length >= LENGTH_MIN) this.#emit(literal);
    else for (const key of left) this.heard.key(key);
  }

  #suffix(key: string): boolean {
    if (this.#buffer.length < LENGTH_MIN) {
      this.expire();
      if (key === "Enter") this.heard.key("Enter");
      return false;
    }
    this.timer.clear();
    this.#emit(this.#reset().replace(/(\\r|\\n)+$/, ""));
    return true;
  }

  // GS is a suffix on some scanners and a separator inside GS1 codes: only the next key tells.
  #separator(at: number): boolean {
    if (this.#buffer.length < LENGTH_MIN) return true;
    this.#take(GS, at);
    return true;
  }

  #take(key: string, at: number): void {
    if (this.#buffer.length >= LENGTH_MAX) this.#overflow = true;
    else this.#buffer += key;
    this.#last = at;
    this.timer.set(() => this.expire(), SETTLE_MS);
  }

  #reset(): string {
    const buffer = this.#overflow ? "" : this.#buffer;
    if (this.#overflow) this.heard.bad("too_long");
    this.#buffer = "";
    this.#overflow = false;
    this.#last = -Infinity;
    return buffer;
  }

  #emit(raw: string): void {
    const code = raw.endsWith(GS) ? raw.slice(0, -1) : raw;
    if (code === "") return;
    const stray = [...code].some((character) => character < " " && character !== GS);
    if (stray) this.heard.bad("control");
    else this.heard.scan(code);
  }
}
