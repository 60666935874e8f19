// Draws the floor of the robots and the robots on it. A state is a shape and a word, never a colour alone.
import { type Colour, type Ink, label } from "./ink.ts";
import type { Blocked, Robot, RobotState, Segment, SiteMap, Spot, Station } from "./types.ts";
import { type View, xOf, yOf } from "./view.ts";

type Pen = CanvasRenderingContext2D;
export type Spots = ReadonlyMap<string, Spot>;

export interface Shown {
  readonly spots: Spots;
  readonly segments: ReadonlyMap<string, Segment>;
  readonly robots: readonly Robot[];
  readonly blocked: readonly Blocked[];
  readonly selected: string | null;
  /** The name of a stretch that is looked at. */
  readonly stretch: string | null;
  /** What is shown is not of now: nothing on it may look alive. */
  readonly stale: boolean;
}

/** Half the length of a robot on the screen: its own where there is room, large enough to be seen where not. */
const ROBOT_MM = 420;
const ROBOT_PX_MIN = 13;
const ROBOT_PX_MAX = 26;
const NAMES_PX_MIN = 46;

const COLOURS: Record<RobotState, Colour> = {
  driving: "accent", working: "accent", waiting: "accent", charging: "ok", idle: "muted",
  paused: "attention", blocked: "attention", stopped: "blocked", held: "blocked", offline: "stale",
};

export const spotsOf = (map: SiteMap): Spots => new Map(map.nodes.map((node) => [node.name, node]));
export const segmentsOf = (map: SiteMap): ReadonlyMap<string, Segment> => new Map(map.segments.map((one) => [one.name, one]));

export function drawFloor(pen: Pen, view: View, ink: Ink, map: SiteMap, spots: Spots): void {
  pen.lineCap = "round";
  pen.lineWidth = Math.max(6, Math.min(30, view.scale * 700));
  pen.strokeStyle = ink.colour.well;
  trace(pen, view, map.segments, spots);
  pen.lineWidth = 2;
  pen.strokeStyle = ink.colour.line;
  trace(pen, view, map.segments, spots);
  for (const segment of map.segments) if (!segment.both_ways) drawArrow(pen, view, ink, segment, spots);
  const apart = spacing(view, map, spots);
  pen.fillStyle = ink.colour.edge;
  for (const node of map.nodes) dot(pen, xOf(view, node.x_mm), yOf(view, node.y_mm), apart > 24 ? 3 : 1.5);
  for (const station of map.stations) {
    const spot = spots.get(station.node);
    if (spot) drawStation(pen, view, ink, station, spot, apart);
  }
}

/** How far neighbours lie apart on the screen, roughly. */
function spacing(view: View, map: SiteMap, spots: Spots): number {
  let least = Infinity;
  for (const { start, end } of map.segments.slice(0, 60)) {
    const [a, b] = [spots.get(start), spots.get(end)];
    if (a && b) least = Math.min(least, Math.hypot(a.x_mm - b.x_mm, a.y_mm - b.y_mm) * view.scale);
  }
  return least;
}

function trace(pen: Pen, view: View, segments: readonly Segment[], spots: Spots): void {
  pen.beginPath();
  for (const { start, end } of segments) {
    const [a, b] = [spots.get(start), spots.get(end)];
    if (!a || !b) continue;
    pen.moveTo(xOf(view, a.x_mm), yOf(view, a.y_mm));
    pen.lineTo(xOf(view, b.x_mm), yOf(view, b.y_mm));
  }
  pen.stroke();
}

function drawArrow(pen: Pen, view: View, ink: Ink, { start, end }: Segment, spots: Spots): void {
  const [a, b] = [spots.get(start), spots.get(end)];
  if (!a || !b) return;
  const turn = Math.atan2(-(b.y_mm - a.y_mm), b.x_mm - a.x_mm);
  pen.save();
  pen.translate((xOf(view, a.x_mm) + xOf(view, b.x_mm)) / 2, (yOf(view, a.y_mm) + yOf(view, b.y_mm)) / 2);
  pen.rotate(turn);
  pen.strokeStyle = ink.colour.edge;
  pen.beginPath();
  pen.moveTo(-4, -5);
  pen.lineTo(3, 0);
  pen.lineTo(-4, 5);
  pen.stroke();
  pen.restore();
}

function drawStation(pen: Pen, view: View, ink: Ink, station: Station, spot: Spot, apart: number): void {
  const [x, y] = [xOf(view, spot.x_mm), yOf(view, spot.y_mm)];
  const side = 11;
  pen.lineWidth = 2;
  pen.fillStyle = ink.colour.paper;
  pen.strokeStyle = ink.colour.edge;
  pen.beginPath();
  pen.roundRect(x - side, y - side, 2 * side, 2 * side, 4);
  pen.fill();
  pen.stroke();
  pen.fillStyle = ink.colour.muted;
  pen.strokeStyle = ink.colour.muted;
  drawPurpose(pen, ink, station.kind, x, y);
  if (apart < NAMES_PX_MIN) return;
  pen.font = `13px ${ink.sans}`;
  label(pen, ink, station.location || station.name, x, y + side + 15, "muted");
}

function drawPurpose(pen: Pen, ink: Ink, kind: Station["kind"], x: number, y: number): void {
  if (kind === "charger") return bolt(pen, x, y, 7);
  if (kind === "parking") {
    pen.font = `600 14px ${ink.sans}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText("P", x, y + 1);
    return;
  }
  pen.beginPath();
  pen.moveTo(x - 5, y - 3);
  pen.lineTo(x + 4, y - 3);
  pen.moveTo(x + 1, y - 6);
  pen.lineTo(x + 5, y - 3);
  pen.lineTo(x + 1, y);
  pen.moveTo(x - 6, y + 6);
  pen.lineTo(x + 6, y + 6);
  pen.stroke();
}

/** `along`: 0 where robots were, 1 where they are; `before`: where they were. */
export function drawFleet(pen: Pen, view: View, ink: Ink, shown: Shown, before: ReadonlyMap<string, Robot>, along: number): void {
  for (const block of shown.blocked) drawBlocked(pen, view, ink, shown, block.segment);
  if (shown.stretch) drawStretch(pen, view, ink, shown, shown.stretch);
  if (!shown.stale) for (const robot of shown.robots) drawRoute(pen, view, ink, shown, placed(robot, before, along));
  const half = Math.max(ROBOT_PX_MIN, Math.min(ROBOT_PX_MAX, ROBOT_MM * view.scale));
  const ordered = [...shown.robots].sort((a, b) => Number(a.serial === shown.selected) - Number(b.serial === shown.selected));
  for (const robot of ordered) drawRobot(pen, view, ink, placed(robot, before, along), half, shown);
}

export function placed(robot: Robot, before: ReadonlyMap<string, Robot>, along: number): Robot {
  const was = before.get(robot.serial);
  if (!was || along >= 1) return robot;
  const turn = Math.atan2(Math.sin((robot.heading_mrad - was.heading_mrad) / 1000), Math.cos((robot.heading_mrad - was.heading_mrad) / 1000));
  return {
    ...robot,
    x_mm: was.x_mm + (robot.x_mm - was.x_mm) * along,
    y_mm: was.y_mm + (robot.y_mm - was.y_mm) * along,
    heading_mrad: was.heading_mrad + turn * 1000 * along,
  };
}

function ends(view: View, shown: Shown, name: string): [number, number, number, number] | null {
  const segment = shown.segments.get(name);
  const [a, b] = [shown.spots.get(segment?.start ?? ""), shown.spots.get(segment?.end ?? "")];
  return a && b ? [xOf(view, a.x_mm), yOf(view, a.y_mm), xOf(view, b.x_mm), yOf(view, b.y_mm)] : null;
}

function drawStretch(pen: Pen, view: View, ink: Ink, shown: Shown, name: string): void {
  const at = ends(view, shown, name);
  if (!at) return;
  pen.strokeStyle = ink.colour.ink;
  pen.lineWidth = 5;
  pen.beginPath();
  pen.moveTo(at[0], at[1]);
  pen.lineTo(at[2], at[3]);
  pen.stroke();
}

function drawBlocked(pen: Pen, view: View, ink: Ink, shown: Shown, name: string): void {
  const at = ends(view, shown, name);
  if (!at) return;
  const [x, y] = [(at[0] + at[2]) / 2, (at[1] + at[3]) / 2];
  pen.strokeStyle = ink.colour.blocked;
  pen.lineWidth = 6;
  pen.beginPath();
  pen.moveTo(at[0], at[1]);
  pen.lineTo(at[2], at[3]);
  pen.stroke();
  octagon(pen, x, y, 12);
  pen.fillStyle = ink.colour.blocked;
  pen.fill();
  cross(pen, ink.colour.paper, x, y, 4.5);
}

function drawRoute(pen: Pen, view: View, ink: Ink, shown: Shown, robot: Robot): void {
  const spots = robot.route.map((name) => shown.spots.get(name)).filter((spot) => spot !== undefined);
  if (spots.length === 0) return;
  const isChosen = robot.serial === shown.selected;
  const from = { x_mm: robot.x_mm, y_mm: robot.y_mm };
  const line = (points: readonly { readonly x_mm: number; readonly y_mm: number }[]): void => {
    pen.beginPath();
    points.forEach((point, n) => (n === 0 ? pen.moveTo(xOf(view, point.x_mm), yOf(view, point.y_mm)) : pen.lineTo(xOf(view, point.x_mm), yOf(view, point.y_mm))));
    pen.stroke();
  };
  pen.lineCap = pen.lineJoin = "round";
  pen.globalAlpha = isChosen ? 1 : 0.55;
  pen.strokeStyle = ink.colour[COLOURS[robot.state]];
  pen.lineWidth = isChosen ? 6 : 4;
  const sure = Math.min(robot.released, spots.length);
  line([from, ...spots.slice(0, sure)]);
  pen.lineWidth = isChosen ? 3 : 2;
  pen.setLineDash([2, 7]);
  line([sure > 0 ? spots[sure - 1]! : from, ...spots.slice(sure)]);
  pen.setLineDash([]);
  const end = spots[spots.length - 1]!;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.arc(xOf(view, end.x_mm), yOf(view, end.y_mm), isChosen ? 8 : 5, 0, 2 * Math.PI);
  pen.stroke();
  pen.globalAlpha = 1;
}

function drawRobot(pen: Pen, view: View, ink: Ink, robot: Robot, half: number, shown: Shown): void {
  const [x, y] = [xOf(view, robot.x_mm), yOf(view, robot.y_mm)];
  const colour = shown.stale ? "stale" : COLOURS[robot.state];
  const isChosen = robot.serial === shown.selected;
  if (isChosen) {
    pen.strokeStyle = ink.colour.ink;
    pen.lineWidth = 3;
    pen.beginPath();
    pen.arc(x, y, half * 1.75, 0, 2 * Math.PI);
    pen.stroke();
  }
  pen.save();
  pen.translate(x, y);
  pen.rotate(-robot.heading_mrad / 1000);
  body(pen, half);
  const isHollow = shown.stale || robot.state === "offline" || robot.state === "idle";
  pen.fillStyle = isHollow ? ink.colour.paper : ink.colour[colour];
  pen.strokeStyle = isHollow ? ink.colour[colour] : ink.colour.paper;
  pen.lineWidth = isHollow ? 2.5 : 2;
  if (robot.state === "offline" || shown.stale) pen.setLineDash([4, 3]);
  pen.fill();
  pen.stroke();
  pen.restore();
  pen.setLineDash([]);
  drawSign(pen, isHollow ? ink.colour[colour] : ink.colour.paper, robot, x, y, half);
  drawName(pen, ink, robot, x, y, half, isChosen);
}

/** A box with a nose: where it looks is seen from any side. */
function body(pen: Pen, half: number): void {
  const wide = half * 0.8;
  pen.beginPath();
  pen.moveTo(half * 1.25, 0);
  pen.lineTo(half * 0.6, wide);
  pen.lineTo(-half * 0.75, wide);
  pen.quadraticCurveTo(-half, wide, -half, wide * 0.7);
  pen.lineTo(-half, -wide * 0.7);
  pen.quadraticCurveTo(-half, -wide, -half * 0.75, -wide);
  pen.lineTo(half * 0.6, -wide);
  pen.closePath();
}

function drawSign(pen: Pen, colour: string, robot: Robot, x: number, y: number, half: number): void {
  const r = half * 0.38;
  pen.fillStyle = colour;
  if (robot.state === "stopped" || robot.state === "held") return cross(pen, colour, x, y, r);
  if (robot.state === "charging") return bolt(pen, x, y, r * 1.7);
  pen.strokeStyle = colour;
  pen.lineWidth = Math.max(2, half * 0.17);
  pen.beginPath();
  if (robot.state === "paused") {
    for (const side of [-0.55, 0.55]) {
      pen.moveTo(x + side * r, y - r);
      pen.lineTo(x + side * r, y + r);
    }
  } else if (robot.state === "blocked") {
    pen.moveTo(x, y - r * 1.1);
    pen.lineTo(x, y + r * 0.3);
    pen.moveTo(x, y + r * 1.1);
    pen.lineTo(x, y + r * 1.15);
  } else if (robot.mission?.loaded) {
    pen.rect(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6);
  } else {
    return;
  }
  pen.stroke();
}

function drawName(pen: Pen, ink: Ink, robot: Robot, x: number, y: number, half: number, isChosen: boolean): void {
  pen.font = `${isChosen ? 600 : 400} 14px ${ink.sans}`;
  label(pen, ink, robot.name || robot.serial, x, y - half * 1.35 - 8, "ink");
}

function octagon(pen: Pen, x: number, y: number, r: number): void {
  pen.beginPath();
  for (let n = 0; n < 8; n++) pen.lineTo(x + r * Math.cos(((n + 0.5) * Math.PI) / 4), y + r * Math.sin(((n + 0.5) * Math.PI) / 4));
  pen.closePath();
}

function cross(pen: Pen, colour: string, x: number, y: number, r: number): void {
  pen.strokeStyle = colour;
  pen.lineWidth = Math.max(2, r * 0.5);
  pen.beginPath();
  pen.moveTo(x - r, y - r);
  pen.lineTo(x + r, y + r);
  pen.moveTo(x + r, y - r);
  pen.lineTo(x - r, y + r);
  pen.stroke();
}

function bolt(pen: Pen, x: number, y: number, r: number): void {
  pen.beginPath();
  pen.moveTo(x + r * 0.2, y - r);
  pen.lineTo(x - r * 0.6, y + r * 0.15);
  pen.lineTo(x - r * 0.05, y + r * 0.15);
  pen.lineTo(x - r * 0.2, y + r);
  pen.lineTo(x + r * 0.6, y - r * 0.15);
  pen.lineTo(x + r * 0.05, y - r * 0.15);
  pen.closePath();
  pen.fill();
}

function dot(pen: Pen, x: number, y: number, r: number): void {
  pen.beginPath();
  pen.arc(x, y, r, 0, 2 * Math.PI);
  pen.fill();
}
