// The photos of this tablet: taken at a step, kept, sent as soon as the edge can be reached.
import { type Answer, SILENCE } from "../../shared/http.ts";
import { CommandIds } from "../../shared/uuid7.ts";
import type { Reply, Shot } from "../core/types.ts";
import type { PhotoOf } from "../dialogue/question.ts";
import type { Shift } from "../state/shift.svelte.ts";
import type { Work } from "../state/work.svelte.ts";
import { said, t } from "../words/words.svelte.ts";
import { PhotoSender } from "./send.ts";
import { shrunk } from "./shrink.ts";
import { type Kept, PhotoStore } from "./store.ts";

const ROUND_MS = 3_000;
const UPLOAD_MS = 60_000;

export class Photos {
  kept = $state.raw<readonly Kept[]>([]);
  busy = $state(false);
  /** Those that the document on the screen has already. */
  shots = $state.raw<readonly Shot[]>([]);
  #shown = "";
  readonly #ids = new CommandIds();
  readonly #sender: PhotoSender;

  private constructor(
    private readonly shift: Shift,
    private readonly work: Work,
    private readonly store: PhotoStore,
  ) {
    const wire = { upload: (bytes: ArrayBuffer) => this.#upload(bytes), attach: (photo: Kept, hash: string) => this.#attach(photo, hash) };
    this.#sender = new PhotoSender(store, wire, {
      changed: () => this.#look(),
      sent: (photo) => {
        this.work.tell("ok", () => t("photo.sent"));
        void this.#load(photo.of);
      },
      refused: (_, reply, problem) =>
        this.work.tell("block", () => (reply ? said(reply.say, reply.outcome) : t("say.failed", { detail: problem?.detail ?? problem?.code ?? "" }))),
    });
  }

  static async open(shift: Shift, work: Work): Promise<Photos> {
    const photos = new Photos(shift, work, await PhotoStore.open());
    await photos.#look();
    setInterval(() => void photos.#flush(), ROUND_MS);
    return photos;
  }

  get waiting(): number {
    return this.kept.filter((photo) => photo.refused === null).length;
  }

  get refused(): readonly Kept[] {
    return this.kept.filter((photo) => photo.refused !== null);
  }

  /** What the document of this step has; nothing while the edge cannot be asked. */
  show(of: PhotoOf | null): void {
    const shown = of ? `${of.document} ${of.number}` : "";
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.shots = [];
    if (of) void this.#load(of);
  }

  async #load(of: PhotoOf): Promise<void> {
    const { document, number } = of;
    const query = new URLSearchParams({ document, number });
    const answer = await this.shift.engine.ask<{ items: readonly Shot[] }>(`/api/v1/attachments?${query.toString()}`);
    if (answer.ok && this.#shown === `${document} ${number}`) this.shots = answer.body.items;
  }

  async take(file: Blob, of: PhotoOf): Promise<void> {
    this.busy = true;
    try {
      const bytes = await shrunk(file).catch(() => null);
      if (!bytes) return this.work.tell("block", () => t("photo.unreadable"));
      if (!(await this.store.add({ commandId: this.#ids.next(), of, bytes, takenAtMs: Date.now() }))) {
        return this.work.tell("block", () => t("photo.full"));
      }
      await this.#look();
      if (!this.shift.online) this.work.tell("queued", () => t("photo.saved", { n: this.waiting }));
      await this.#flush();
    } catch {
      this.work.tell("block", () => t("say.disk"));
    } finally {
      this.busy = false;
    }
  }

  /** A refused photo was seen and is let go. */
  async drop(photo: Kept): Promise<void> {
    await this.store.remove(photo.seq);
    await this.#look();
  }

  async #flush(): Promise<void> {
    if (this.shift.online && this.shift.gate === "open" && this.waiting > 0) await this.#sender.flush();
  }

  async #look(): Promise<void> {
    this.kept = await this.store.all();
  }

  #attach(photo: Kept, hash: string): Promise<Answer<Reply>> {
    const { document, number, purpose, item } = photo.of;
    return this.shift.engine.ask<Reply>("/api/v1/commands", {
      body: {
        type: "attach", command_id: photo.commandId, scanned_at: new Date(photo.takenAtMs).toISOString(),
        document, number, purpose, item: item ?? null, hash,
      },
    });
  }

  /** Not through the engine's door: that one sends JSON and gives up after seconds. */
  async #upload(bytes: ArrayBuffer): Promise<Answer<{ hash: string }>> {
    try {
      const response = await fetch("/api/v1/attachments", {
        method: "POST", body: bytes, credentials: "same-origin", cache: "no-store",
        headers: { "content-type": "image/jpeg", "x-holdfast": "1" },
        signal: AbortSignal.timeout(UPLOAD_MS),
      });
      const body = await response.json();
      return response.ok ? { ok: true, status: response.status, body, atMs: null } : { ok: false, problem: { ...SILENCE, ...body, status: response.status } };
    } catch {
      return { ok: false, problem: SILENCE };
    }
  }
}
