// One live stream per page. EventSource gives up for ever after a refused request; this does not.

const REOPEN_MS = 5_000;

export interface Live {
  opened(): void;
  event(name: string, data: string): void;
}

export function openStream(path: string, names: readonly string[], live: Live): () => void {
  let source: EventSource | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  const connect = (): void => {
    source = new EventSource(path);
    source.addEventListener("open", () => live.opened());
    for (const name of names) source.addEventListener(name, ({ data }: MessageEvent<string>) => live.event(name, data));
    source.addEventListener("error", () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      again = setTimeout(connect, REOPEN_MS);
    });
  };
  connect();
  return () => {
    clearTimeout(again);
    source?.close();
  };
}
