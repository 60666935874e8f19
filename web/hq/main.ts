// Opens the HQ page.
import { mount } from "svelte";
import "../shared/tokens.css";
import "./hq.css";
import App from "./App.svelte";
import { Hub } from "./state/hub.svelte.ts";
import { applyTheme } from "./state/theme.svelte.ts";
import { voice } from "./words/words.svelte.ts";

applyTheme();
voice.mark();
const hub = new Hub();
const target = document.getElementById("page");
if (target) mount(App, { target, props: { hub } });
void hub.start();
