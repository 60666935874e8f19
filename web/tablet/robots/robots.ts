// The page of robots as one chunk, fetched when it is first opened.
export { default as RobotsPage } from "./RobotsPage.svelte";
export { fetchWords } from "./words.ts";
