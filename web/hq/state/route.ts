// Where the page stands is in the address, so that every view can be sent to a colleague.

export const PAGES = ["overview", "stock", "orders", "planning", "sites", "exceptions", "conflicts", "transfers", "robots", "models"] as const;
export type Page = (typeof PAGES)[number];

export interface Route {
  readonly page: Page;
  readonly id: string | null;
  readonly query: Readonly<Record<string, string>>;
}

export function routeOf(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?");
  const [page = "", id] = path.split("/");
  const known = PAGES.find((one) => one === page) ?? "overview";
  return { page: known, id: id ? decodeURIComponent(id) : null, query: Object.fromEntries(new URLSearchParams(search)) };
}

export function addressOf(page: Page, query: Record<string, string | null> = {}, id: string | null = null): string {
  const filled = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const search = new URLSearchParams(filled).toString();
  return `#/${page}${id ? `/${encodeURIComponent(id)}` : ""}${search ? `?${search}` : ""}`;
}
