import { defineConfig } from "vite";
import { page } from "./build/page.ts";
import { serviceWorker } from "./build/worker.ts";

export default defineConfig(page("tablet", "../edge/pages", [serviceWorker("tablet/sw.js")]));
