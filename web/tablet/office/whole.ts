// The office and printing as one chunk, fetched when one of them is first opened.
import { fetchWords } from "./desk.svelte.ts";
import { fetchWords as fetchOutside } from "../outside/outside.svelte.ts";
import { fetchWords as fetchPeople } from "../people/people.svelte.ts";

export { default as Office } from "./Office.svelte";
export { default as Printing } from "../printing/Printing.svelte";
export { fetchWords as fetchPrinting } from "../printing/printing.svelte.ts";

export async function fetchAll(): Promise<void> {
  await Promise.all([fetchWords(), fetchOutside(), fetchPeople()]);
}
