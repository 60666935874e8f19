// As the computer is set, until somebody chooses here.

export type Theme = "light" | "dark";
const REMEMBERED = "holdfast.hq.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

class Look {
  theme = $state<Theme>(remembered() ?? (system.matches ? "dark" : "light"));

  toggle(): void {
    this.theme = this.theme === "dark" ? "light" : "dark";
    localStorage.setItem(REMEMBERED, this.theme);
    applyTheme();
  }
}

function remembered(): Theme | null {
  const kept = localStorage.getItem(REMEMBERED);
  return kept === "light" || kept === "dark" ? kept : null;
}

export const look = new Look();

export function applyTheme(): void {
  document.documentElement.dataset["theme"] = look.theme;
}
