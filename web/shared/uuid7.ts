// Command ids made on the device: UUIDv7, time-ordered, also where crypto.randomUUID is missing (plain http).

export type Random = (bytes: Uint8Array<ArrayBuffer>) => void;

const browserRandom: Random = (bytes) => {
  crypto.getRandomValues(bytes);
};

export class CommandIds {
  #lastMs = 0;
  #counter = 0;

  constructor(
    private readonly now: () => number = Date.now,
    private readonly random: Random = browserRandom,
  ) {}

  /** Rising within this page even when the clock stands still or steps back. */
  next(): string {
    const ms = Math.max(this.now(), this.#lastMs);
    this.#counter = ms === this.#lastMs ? this.#counter + 1 : 0;
    if (this.#counter > 0xfff) return this.#roll(ms + 1);
    return this.#compose(ms);
  }

  #roll(ms: number): string {
    this.#counter = 0;
    return this.#compose(ms);
  }

  #compose(ms: number): string {
    this.#lastMs = ms;
    const bytes = new Uint8Array(8);
    this.random(bytes);
    bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x80;
    const tail = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const time = ms.toString(16).padStart(12, "0");
    const counter = this.#counter.toString(16).padStart(3, "0");
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${tail.slice(0, 4)}-${tail.slice(4)}`;
  }
}
