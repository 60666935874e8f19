// The pages of other programs and of people as one chunk, fetched when one is first opened.
export { default as Outside } from "./Outside.svelte";
export { fetchWords } from "./outside.svelte.ts";
export { default as PeoplePage } from "../people/PeoplePage.svelte";
export { fetchWords as fetchPeopleWords } from "../people/people.svelte.ts";
