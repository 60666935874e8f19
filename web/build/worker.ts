// Writes the tablet's sw.js: the template with this build's file list and a hash over their contents.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";

export function serviceWorker(template: string): Plugin {
  return {
    name: "holdfast-service-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const hash = createHash("sha256");
      const files = Object.keys(bundle).sort();
      for (const file of files) {
        const part = bundle[file];
        hash.update(file).update(part?.type === "chunk" ? part.code : (part?.source ?? ""));
      }
      const paths = files.map((file) => (file === "index.html" ? "/" : `/${file}`));
      const source = readFileSync(resolve(import.meta.dirname, "..", template), "utf8")
        .replace('"__FILES__"', JSON.stringify(paths))
        .replace("__HASH__", hash.digest("hex").slice(0, 16));
      this.emitFile({ type: "asset", fileName: "sw.js", source });
    },
  };
}
