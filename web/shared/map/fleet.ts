// Pictures of the fleet: what a change makes of one, and what of it a person should hear first. Pure.
import type { MarkKind } from "../Mark.svelte";
import type { Change, Picture, Robot, RobotState } from "./types.ts";

/** As edge/fleet/changes.py has it. */
export function applied(picture: Picture, change: Change): Picture {
  const robots = new Map(picture.robots.map((robot) => [robot.serial, robot]));
  for (const serial of change.gone ?? []) robots.delete(serial);
  for (const robot of change.robots ?? []) robots.set(robot.serial, robot);
  for (const move of change.moved ?? []) {
    const robot = robots.get(move.serial);
    if (robot) robots.set(move.serial, { ...robot, ...move });
  }
  const ordered = [...robots.values()].sort((a, b) => (a.serial < b.serial ? -1 : 1));
  return { ...(change.rest ?? picture), as_of_ms: change.at_ms, robots: ordered };
}

/** Who needs a person comes first, who is busy next, who rests last. */
const TURN: readonly RobotState[] = ["stopped", "held", "blocked", "offline", "paused", "working", "driving", "waiting", "idle", "charging"];

export const MARKS: Record<RobotState, MarkKind> = {
  stopped: "blocked", held: "blocked", blocked: "attention", offline: "offline", paused: "attention",
  working: "ok", driving: "ok", waiting: "ok", idle: "unknown", charging: "info",
};

export const needsSomebody = (robot: Robot): boolean => ["stopped", "held", "blocked", "offline"].includes(robot.state);

export function inTurn(robots: readonly Robot[]): Robot[] {
  return [...robots].sort((a, b) => TURN.indexOf(a.state) - TURN.indexOf(b.state) || a.name.localeCompare(b.name, "en", { numeric: true }));
}

/** How many are in each state, in the order that matters. */
export function countsOf(robots: readonly Robot[]): { readonly state: RobotState; readonly n: number }[] {
  return TURN.map((state) => ({ state, n: robots.filter((robot) => robot.state === state).length })).filter(({ n }) => n > 0);
}
