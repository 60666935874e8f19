// What an answer of the edge means for the command it answers.
import type { Problem } from "../../shared/http.ts";
import type { Reply } from "./types.ts";

/** done: it happened. ask: nothing happened, a second scan would confirm. refuse: nothing happened. */
export type Verdict = "done" | "ask" | "refuse";

export function verdictOf(reply: Reply): Verdict {
  if (reply.level === "ok" || reply.level === "info") return "done";
  return reply.level === "warn" && reply.next?.step === "confirm" ? "ask" : "refuse";
}

/** kept: the entry waits for a person. login: the queue waits for one. wait: try the same id again. */
export type Fate = "kept" | "login" | "wait";

const FINAL = new Set([400, 403, 409, 413, 415, 422]);

export function fateOf(problem: Problem): Fate {
  if (problem.status === 401) return "login";
  // A final refusal counts only with a code of ours; a proxy's error page proves nothing.
  return FINAL.has(problem.status) && problem.code !== "" ? "kept" : "wait";
}
