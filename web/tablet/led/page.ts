// What the page of a dialogue that the edge leads needs, as one chunk.
export { Led } from "./led.svelte.ts";
export { default as LedScreen } from "./LedScreen.svelte";
