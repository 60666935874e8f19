// Opens the tablet page: database, state, worker, then the screen.
import { mount } from "svelte";
import "../shared/tokens.css";
import "./tablet.css";
import App from "./App.svelte";
import { openDatabase } from "./core/db.ts";
import { applyTheme } from "./state/theme.svelte.ts";
import { Shift } from "./state/shift.svelte.ts";
import { keepShell } from "./state/shell.ts";
import { ledPage, Work } from "./state/work.svelte.ts";
import { voice } from "./words/words.svelte.ts";

async function open(): Promise<void> {
  applyTheme();
  await voice.open();
  const shift = new Shift(await openDatabase());
  const work = new Work(shift);
  const target = document.getElementById("page");
  if (target) mount(App, { target, props: { shift, work } });
  await Promise.all([shift.start(), keepShell(() => work.screen === "home"), voice.fetchOthers()]);
  const { Photos, More } = await ledPage();
  work.More = More;
  work.photos = await Photos.open(shift, work);
}

void open();
