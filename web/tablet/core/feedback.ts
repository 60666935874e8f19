// Tone, vibration and flash of one answer. Sound needs a gesture first: "start shift".

export type Tone = "ok" | "info" | "warn" | "block" | "queued";

interface Note {
  readonly hz: number;
  readonly atMs: number;
  readonly forMs: number;
}

// Rising means go on, falling means look, low and rough means stop: told apart without looking.
export const NOTES: Record<Tone, readonly Note[]> = {
  ok: [{ hz: 880, atMs: 0, forMs: 70 }, { hz: 1320, atMs: 80, forMs: 90 }],
  info: [{ hz: 880, atMs: 0, forMs: 90 }],
  queued: [{ hz: 660, atMs: 0, forMs: 70 }, { hz: 880, atMs: 80, forMs: 90 }],
  warn: [{ hz: 740, atMs: 0, forMs: 120 }, { hz: 520, atMs: 140, forMs: 160 }],
  block: [{ hz: 196, atMs: 0, forMs: 180 }, { hz: 185, atMs: 220, forMs: 180 }, { hz: 174, atMs: 440, forMs: 260 }],
};

export const BUZZES: Record<Tone, readonly number[]> = {
  ok: [40],
  info: [30],
  queued: [40],
  warn: [120, 60, 120],
  block: [300, 100, 300, 100, 300],
};

export class Feedback {
  #context: AudioContext | null = null;

  get audible(): boolean {
    return this.#context?.state === "running";
  }

  /** Only inside a gesture does the browser let sound start. */
  async start(): Promise<boolean> {
    if (typeof AudioContext === "undefined") return false;
    this.#context ??= new AudioContext();
    // Without a gesture resume() never settles, so it is not waited for beyond a moment.
    await Promise.race([this.#context.resume(), new Promise((go) => setTimeout(go, 200))]);
    return this.audible;
  }

  play(tone: Tone): void {
    navigator.vibrate?.([...BUZZES[tone]]);
    const context = this.#context;
    if (!context || context.state !== "running") return;
    for (const note of NOTES[tone]) sound(context, note, tone === "block" ? "square" : "triangle");
  }
}

function sound(context: AudioContext, note: Note, shape: OscillatorType): void {
  const start = context.currentTime + note.atMs / 1000;
  const stop = start + note.forMs / 1000;
  const oscillator = new OscillatorNode(context, { type: shape, frequency: note.hz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0.35, start);
  gain.gain.exponentialRampToValueAtTime(0.001, stop);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(stop);
}
