// Draws a pick walk on the floor: where goods lie, the stops, the way between them.
import { type Ink, label } from "./ink.ts";
import { type Point, type View, xOf, yOf } from "./view.ts";

type Pen = CanvasRenderingContext2D;

export interface WalkFloor {
  readonly spots: readonly Point[];
  readonly lines: readonly { readonly start: Point; readonly end: Point }[];
}

export interface WalkStop extends Point {
  readonly location: string;
  readonly picks: number;
  /** The number of the corner of the way where it is reached. */
  readonly end: number;
}

export interface Walk {
  readonly stops: readonly WalkStop[];
  readonly way: readonly Point[];
  readonly metres: number;
  readonly home?: string | null;
}

export function drawAisles(pen: Pen, view: View, ink: Ink, floor: WalkFloor): void {
  pen.lineCap = "round";
  pen.strokeStyle = ink.colour.well;
  pen.lineWidth = Math.max(6, Math.min(26, view.scale * 1400));
  pen.beginPath();
  for (const { start, end } of floor.lines) {
    pen.moveTo(xOf(view, start.x_mm), yOf(view, start.y_mm));
    pen.lineTo(xOf(view, end.x_mm), yOf(view, end.y_mm));
  }
  pen.stroke();
  pen.fillStyle = ink.colour.line;
  const side = Math.max(3, Math.min(9, view.scale * 500));
  for (const spot of floor.spots) pen.fillRect(xOf(view, spot.x_mm) - side / 2, yOf(view, spot.y_mm) - side / 2, side, side);
}

export function drawWalk(pen: Pen, view: View, ink: Ink, walk: Walk): void {
  const [next, ...later] = walk.stops;
  const here = walk.way[0];
  if (!next || !here) return;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = ink.colour.accent;
  pen.globalAlpha = 0.5;
  pen.lineWidth = 3;
  pen.setLineDash([2, 8]);
  line(pen, view, walk.way.slice(next.end));
  pen.setLineDash([]);
  pen.globalAlpha = 1;
  pen.lineWidth = 7;
  line(pen, view, walk.way.slice(0, next.end + 1));
  pen.lineWidth = 2.5;
  for (const stop of later) circle(pen, view, stop, 6, ink.colour.paper, ink.colour.accent);
  const home = walk.way[walk.way.length - 1]!;
  square(pen, view, ink, home);
  circle(pen, view, here, 9, ink.colour.paper, ink.colour.ink);
  circle(pen, view, here, 3.5, ink.colour.ink, ink.colour.ink);
  circle(pen, view, next, 11, ink.colour.accent, ink.colour.paper);
  pen.font = `600 18px ${ink.mono}`;
  const half = pen.measureText(next.location).width / 2 + 6;
  const x = Math.max(half, Math.min(view.width - half, xOf(view, next.x_mm)));
  const y = yOf(view, next.y_mm);
  label(pen, ink, next.location, x, y < 48 ? y + 34 : y - 20, "ink");
}

function line(pen: Pen, view: View, points: readonly Point[]): void {
  pen.beginPath();
  points.forEach((point, n) => (n === 0 ? pen.moveTo(xOf(view, point.x_mm), yOf(view, point.y_mm)) : pen.lineTo(xOf(view, point.x_mm), yOf(view, point.y_mm))));
  pen.stroke();
}

function circle(pen: Pen, view: View, at: Point, r: number, inside: string, rim: string): void {
  pen.fillStyle = inside;
  pen.strokeStyle = rim;
  pen.beginPath();
  pen.arc(xOf(view, at.x_mm), yOf(view, at.y_mm), r, 0, 2 * Math.PI);
  pen.fill();
  pen.stroke();
}

/** Where it all is brought. */
function square(pen: Pen, view: View, ink: Ink, at: Point): void {
  const [x, y] = [xOf(view, at.x_mm), yOf(view, at.y_mm)];
  pen.fillStyle = ink.colour.paper;
  pen.strokeStyle = ink.colour.edge;
  pen.beginPath();
  pen.roundRect(x - 9, y - 9, 18, 18, 4);
  pen.fill();
  pen.stroke();
}
