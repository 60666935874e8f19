// From the floor to the screen and back: fitted, zoomed, moved. Pure.

export interface Extent {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export interface Point {
  readonly x_mm: number;
  readonly y_mm: number;
}

export interface View {
  readonly width: number;
  readonly height: number;
  /** Pixels for a millimetre. */
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** What a person chose: how much larger than fitted, and what stands in the middle. */
export interface Look {
  readonly zoom: number;
  readonly middle: Point | null;
}

export const WHOLE: Look = { zoom: 1, middle: null };
export const ZOOM_MAX = 8;
/** A floor of one line has no area, and still a map. */
const SIDE_MM_MIN = 4_000;

export function extentOf(points: readonly Point[]): Extent | null {
  if (points.length === 0) return null;
  const xs = points.map((point) => point.x_mm);
  const ys = points.map((point) => point.y_mm);
  const [x0, x1] = stretched(xs.reduce((a, b) => Math.min(a, b)), xs.reduce((a, b) => Math.max(a, b)));
  const [y0, y1] = stretched(ys.reduce((a, b) => Math.min(a, b)), ys.reduce((a, b) => Math.max(a, b)));
  return { x0, y0, x1, y1 };
}

function stretched(from: number, to: number): [number, number] {
  const missing = Math.max(0, SIDE_MM_MIN - (to - from)) / 2;
  return [from - missing, to + missing];
}

/** Whether the floor lies better turned a quarter: a long hall on a tablet held upright. */
export function viewOf(extent: Extent, width: number, height: number, look: Look, margin = 44): View {
  const across = extent.x1 - extent.x0;
  const up = extent.y1 - extent.y0;
  const fitted = Math.min(Math.max(1, width - 2 * margin) / across, Math.max(1, height - 2 * margin) / up);
  const scale = fitted * look.zoom;
  const x = look.middle?.x_mm ?? (extent.x0 + extent.x1) / 2;
  const y = look.middle?.y_mm ?? (extent.y0 + extent.y1) / 2;
  return { width, height, scale, left: x - width / 2 / scale, top: y + height / 2 / scale };
}

export const xOf = (view: View, x_mm: number): number => (x_mm - view.left) * view.scale;
export const yOf = (view: View, y_mm: number): number => (view.top - y_mm) * view.scale;
export const floorAt = (view: View, x: number, y: number): Point => ({ x_mm: view.left + x / view.scale, y_mm: view.top - y / view.scale });

/** How far a point of the screen is from a stretch of the floor, in pixels. */
export function distance(view: View, x: number, y: number, start: Point, end: Point): number {
  const [x0, y0] = [xOf(view, start.x_mm), yOf(view, start.y_mm)];
  const [dx, dy] = [xOf(view, end.x_mm) - x0, yOf(view, end.y_mm) - y0];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / length));
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}
