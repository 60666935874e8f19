// The page of demand to come with its words, fetched when it is first opened.
import Replenish from "./Replenish.svelte";
import { fetchWords } from "./replenish.svelte.ts";

export async function opened(): Promise<typeof Replenish> {
  await fetchWords();
  return Replenish;
}
