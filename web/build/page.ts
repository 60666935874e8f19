// One page, one build: what both entries share, so that neither carries the other's files.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { resolve } from "node:path";
import type { Plugin, UserConfig } from "vite";

/** Where `npm run dev:*` finds the API: the fixture server of web/dev, or a real node. */
const API_DEFAULT = "http://127.0.0.1:8470";

export function page(name: "tablet" | "hq", output: string, plugins: Plugin[] = []): UserConfig {
  const api = process.env["HOLDFAST_API"] ?? API_DEFAULT;
  return {
    root: resolve(import.meta.dirname, "..", name),
    base: "/",
    plugins: [svelte({ configFile: resolve(import.meta.dirname, "../svelte.config.js") }), ...plugins],
    // No inline data: addresses and no inline script: both servers send default-src 'self'.
    build: {
      outDir: resolve(import.meta.dirname, "..", output),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: "es2022",
      // What the first screen needs is one file, however many chunks share its parts.
      rolldownOptions: { output: { codeSplitting: { groups: [{ name: "shell", tags: ["$initial"] }] } } },
      reportCompressedSize: false,
    },
    server: { proxy: { "/api": api, "/healthz": api } },
  };
}
