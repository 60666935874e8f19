// A file on its way into the site: sent to be looked at, or to be loaded.
import { API, w, worded } from "./desk.svelte.ts";
import { type Problem, SILENCE } from "../../shared/http.ts";

export interface Report {
  readonly state: "checked" | "refused" | "loaded";
  readonly mapping: Readonly<Record<string, string>>;
  readonly rows: number;
  readonly loaded: number;
  readonly changed: number;
  readonly refused_rows: number;
  readonly whole: boolean;
  readonly refused: readonly { readonly row: number; readonly column: string; readonly code: string; readonly value: string }[];
}

export class Loading {
  report = $state.raw<Report | null>(null);
  problem = $state<string | null>(null);
  busy = $state(false);

  constructor(private readonly kind: string) {}

  /** Large tables take their time: no limit on the wait. */
  async send(file: File, dryRun: boolean): Promise<boolean> {
    const body = new FormData();
    body.set("kind", this.kind);
    body.set("dry_run", String(dryRun));
    body.set("file", file);
    this.busy = true;
    this.report = null;
    const answer = await fetch(`${API}/imports`, { method: "POST", headers: { "x-holdfast": "1" }, body }).catch(() => null);
    const told = (await answer?.json().catch(() => null)) as Report | Problem | null | undefined;
    this.busy = false;
    this.problem = answer?.ok ? null : worded(told ? (told as Problem) : SILENCE);
    if (answer?.ok && told) this.report = told as Report;
    if (this.report?.state === "refused" && !dryRun) this.problem = w("import.nothing");
    else if (this.report?.whole && this.report.refused_rows > 0) this.problem = w("import.whole");
    return answer?.ok === true && this.report?.state === "loaded";
  }
}
