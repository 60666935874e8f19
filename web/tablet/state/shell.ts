// The service worker: registered where the browser allows it, a new version taken only when no task is open.

export async function keepShell(idle: () => boolean): Promise<void> {
  if (!("serviceWorker" in navigator) || !window.isSecureContext || import.meta.env.DEV) return;
  const controlled = navigator.serviceWorker.controller !== null;
  const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  setInterval(() => {
    if (registration.waiting && idle()) registration.waiting.postMessage("switch");
  }, 5_000);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    // The first worker takes over silently; only a change of version needs its own shell.
    if (controlled) location.reload();
  });
}

export type ShellState = "kept" | "not_yet" | "insecure";

export function shellState(): ShellState {
  if (!window.isSecureContext || !("serviceWorker" in navigator)) return "insecure";
  return navigator.serviceWorker.controller ? "kept" : "not_yet";
}
