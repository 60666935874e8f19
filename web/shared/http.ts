// One door to the server: JSON in and out, problem+json as values, a time limit on everything.

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly retry_after_s?: number;
}

/** atMs: the server's clock when it answered, where it says. */
export type Answer<T> =
  | { readonly ok: true; readonly status: number; readonly body: T; readonly atMs: number | null }
  | { readonly ok: false; readonly problem: Problem };

/** No answer of our server at all: cable, Wi-Fi, or a stranger answering for it. */
export const SILENCE: Problem = { status: 0, code: "no_answer", title: "", detail: "" };

const TIMEOUT_MS = 8_000;

export type Fetch = typeof fetch;

export interface Ask {
  readonly body?: unknown;
  readonly method?: string;
  readonly timeoutMs?: number;
  readonly ifMatch?: string;
  /** A person asked just now, not the page by itself: the server keeps the session open for them. */
  readonly byHand?: boolean;
}

export async function call<T>(path: string, ask: Ask = {}, fetcher: Fetch = fetch): Promise<Answer<T>> {
  const method = ask.method ?? (ask.body === undefined ? "GET" : "POST");
  const headers: Record<string, string> = { accept: "application/json" };
  if (method !== "GET" || ask.byHand) headers["x-holdfast"] = "1";
  if (ask.body !== undefined) headers["content-type"] = "application/json";
  if (ask.ifMatch !== undefined) headers["if-match"] = ask.ifMatch;
  const init: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store" };
  if (ask.body !== undefined) init.body = JSON.stringify(ask.body);
  init.signal = AbortSignal.timeout(ask.timeoutMs ?? TIMEOUT_MS);
  try {
    return await read<T>(await fetcher(path, init));
  } catch {
    // fetch has one error for every silence: refused, reset, timed out, not JSON.
    return { ok: false, problem: SILENCE };
  }
}

async function read<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  const body: unknown = text === "" ? null : JSON.parse(text);
  if (response.ok) {
    const at = Date.parse(response.headers.get("date") ?? "");
    return { ok: true, status: response.status, body: body as T, atMs: Number.isNaN(at) ? null : at };
  }
  return { ok: false, problem: problemOf(response, body) };
}

function problemOf(response: Response, body: unknown): Problem {
  const told = (typeof body === "object" && body !== null ? body : {}) as Partial<Problem>;
  const wait = Number(response.headers.get("retry-after") ?? told.retry_after_s);
  return {
    status: response.status,
    code: typeof told.code === "string" ? told.code : "",
    title: typeof told.title === "string" ? told.title : "",
    detail: typeof told.detail === "string" ? told.detail : "",
    ...(Number.isFinite(wait) ? { retry_after_s: wait } : {}),
  };
}
