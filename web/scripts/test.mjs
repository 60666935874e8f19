// Bundles tests/*.test.ts with Vite and runs them with Node's own test runner: no test framework to install.
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "vite";

const ROOT = resolve(import.meta.dirname, "..");
const OUTPUT = join(ROOT, "node_modules/.cache/holdfast-tests");
const wanted = process.argv.slice(2);

const names = readdirSync(join(ROOT, "tests")).filter((file) => file.endsWith(".test.ts"));
const chosen = names.filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)));
rmSync(OUTPUT, { recursive: true, force: true });
await build({
  root: ROOT,
  configFile: false,
  logLevel: "warn",
  build: {
    ssr: true,
    outDir: OUTPUT,
    emptyOutDir: true,
    minify: false,
    rolldownOptions: { input: chosen.map((name) => join(ROOT, "tests", name)), external: ["svelte/compiler", "fake-indexeddb", "idb"] },
  },
});
const files = readdirSync(OUTPUT).filter((file) => file.includes(".test.")).map((file) => join(OUTPUT, file));
const run = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit", env: { ...process.env, HOLDFAST_WEB: ROOT } });
process.exit(run.status ?? 1);
