// Colours and letters of the page, for a canvas, which knows no style sheet.

const NAMES = ["ink", "paper", "well", "line", "edge", "muted", "accent", "on-accent", "ok", "attention", "blocked", "queued", "stale"] as const;
export type Colour = (typeof NAMES)[number];

export interface Ink {
  readonly colour: Readonly<Record<Colour, string>>;
  readonly sans: string;
  readonly mono: string;
}

export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const colour = Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Record<Colour, string>;
  return { colour, sans: style.getPropertyValue("--sans"), mono: style.getPropertyValue("--mono") };
}

/** Words on a ground of their own, so that lines below do not strike them through. */
export function label(pen: CanvasRenderingContext2D, ink: Ink, text: string, x: number, y: number, colour: Colour, ground = 0.82): void {
  const width = pen.measureText(text).width;
  const { actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = pen.measureText("0");
  pen.globalAlpha = ground;
  pen.fillStyle = ink.colour.paper;
  pen.beginPath();
  pen.roundRect(x - width / 2 - 4, y - up - 3, width + 8, up + down + 6, 4);
  pen.fill();
  pen.globalAlpha = 1;
  pen.fillStyle = ink.colour[colour];
  pen.textAlign = "center";
  pen.textBaseline = "alphabetic";
  pen.fillText(text, x, y);
}
