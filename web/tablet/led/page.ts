// What the page of a dialogue that the edge leads needs, as one chunk.
export { Photos } from "../photos/photos.svelte.ts";
export { default as More } from "../photos/More.svelte";
export { Led } from "./led.svelte.ts";
export { default as LedScreen } from "./LedScreen.svelte";
