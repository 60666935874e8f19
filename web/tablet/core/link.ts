// Whether the edge answers, from exchanges alone: navigator.onLine stays true with the edge stopped.

export const GOOD_FOR_MS = 5_000;
export const PROBE_AFTER_MS = 2_000;

export class Link {
  #lastGoodMs = -Infinity;

  constructor(
    private readonly now: () => number,
    private readonly returned: () => void = () => {},
  ) {}

  /** An answer of our edge just arrived. */
  good(): void {
    const wasOffline = !this.online;
    this.#lastGoodMs = this.now();
    if (wasOffline) this.returned();
  }

  /** An exchange just failed: do not wait out the five seconds. */
  bad(): void {
    this.#lastGoodMs = -Infinity;
  }

  get online(): boolean {
    return this.now() - this.#lastGoodMs < GOOD_FOR_MS;
  }

  get probeDue(): boolean {
    return this.now() - this.#lastGoodMs >= PROBE_AFTER_MS;
  }
}
