// Dark for night shifts unless this tablet was set to light.

export type Theme = "dark" | "light";
const REMEMBERED = "holdfast.theme";

class Look {
  theme = $state<Theme>(localStorage.getItem(REMEMBERED) === "light" ? "light" : "dark");

  choose(theme: Theme): void {
    this.theme = theme;
    localStorage.setItem(REMEMBERED, theme);
    applyTheme();
  }
}

export const look = new Look();

export function applyTheme(): void {
  document.documentElement.dataset["theme"] = look.theme;
  const colour = look.theme === "dark" ? "#0f1318" : "#fbfbf9";
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", colour);
}
