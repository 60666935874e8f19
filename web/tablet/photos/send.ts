// Sends photos one by one, oldest first: the file, then what it belongs to. Both may be repeated without harm.
import { type Answer, type Problem, SILENCE } from "../../shared/http.ts";
import { fateOf, verdictOf } from "../core/judge.ts";
import type { Reply } from "../core/types.ts";
import type { Kept, PhotoStore } from "./store.ts";

export interface PhotoWire {
  /** Puts a file up; its hash. */
  upload(bytes: ArrayBuffer): Promise<Answer<{ hash: string }>>;
  attach(photo: Kept, hash: string): Promise<Answer<Reply>>;
}

export interface PhotoNews {
  /** The queue looks different now. */
  changed(): Promise<void>;
  sent(photo: Kept): void;
  refused(photo: Kept, reply: Reply | null, problem: Problem | null): void;
}

export class PhotoSender {
  #running = false;

  constructor(
    private readonly store: PhotoStore,
    private readonly wire: PhotoWire,
    private readonly news: PhotoNews,
  ) {}

  /** All that wait, until one cannot be sent now. Two calls at once are one. */
  async flush(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      let photo = await this.#next();
      while (photo && (await this.#send(photo))) photo = await this.#next();
    } finally {
      this.#running = false;
    }
  }

  async #next(): Promise<Kept | undefined> {
    return (await this.store.all()).find((photo) => photo.refused === null);
  }

  /** False when the line, the disk or the login has to come back first. */
  async #send(photo: Kept): Promise<boolean> {
    const file = await this.wire.upload(photo.bytes);
    if (!file.ok) return this.#failed(photo, file.problem);
    const answer = await this.wire.attach(photo, file.body.hash);
    if (!answer.ok) return this.#failed(photo, answer.problem);
    if (verdictOf(answer.body) === "done") {
      await this.store.remove(photo.seq);
      this.news.sent(photo);
    } else {
      await this.store.refuse(photo, answer.body.say.key);
      this.news.refused(photo, answer.body, null);
    }
    await this.news.changed();
    return true;
  }

  async #failed(photo: Kept, problem: Problem): Promise<boolean> {
    if (problem === SILENCE || fateOf(problem) !== "kept") return false;
    await this.store.refuse(photo, problem.code);
    this.news.refused(photo, null, problem);
    await this.news.changed();
    return true;
  }
}
