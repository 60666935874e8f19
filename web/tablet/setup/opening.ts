// The page of a site's setting up with its words, fetched when it is first opened.
import Setup from "./Setup.svelte";
import { fetchWords } from "./setup.svelte.ts";

export async function opened(): Promise<typeof Setup> {
  await fetchWords();
  return Setup;
}
