// Which of the five phases is lit. Pure; elements/ribbon.js shows it.

/**
 * @typedef {import("./board-state.js").Phase} Phase
 * @typedef {{all: boolean, current: Phase | null}} Lights all: training runs through the phases faster than one can see
 *
 * @typedef {object} Moment
 * @property {string} runState
 * @property {string} speed
 * @property {Phase | null} phase of the newest frame
 * @property {number} step of the newest frame
 */

/** @type {Phase[]} */
export const PHASES = ["input", "forward", "loss", "backward", "update"];

/**
 * "input" is also where every step starts: it is lit only where phases were being watched just before.
 * @param {Lights} before
 * @param {Moment} moment
 * @returns {Lights}
 */
export function lightPhases(before, { runState, speed, phase, step }) {
  if (runState === "playing" && speed !== "slow") return { all: true, current: null };
  if (runState === "diverged" || phase === null) return { all: false, current: null };
  if (phase !== "input" || (runState === "playing" && speed === "slow")) return { all: false, current: phase };
  const watched = before.current !== null && step > 0 && runState === "paused";
  return { all: false, current: watched ? phase : null };
}
