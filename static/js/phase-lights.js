// Which of the five phases is lit. Pure; elements/ribbon.js shows it.

/**
 * @typedef {import("./board-state.js").Phase} Phase
 * @typedef {{all: boolean, current: Phase | null}} Lights all: training runs through the phases faster than one can see
 *
 * @typedef {object} Moment
 * @property {string} runState
 * @property {string} speed
 * @property {Phase | null} phase of the newest frame
 * @property {boolean | null} watched whether the learner asked for the phase (true) or for something else (false) since the last look
 */

/** @type {Phase[]} */
export const PHASES = ["input", "forward", "loss", "backward", "update"];

/**
 * A run always stands in some phase; it is lit only where someone watches phases: in slow motion, or one by one.
 * @param {Lights} before
 * @param {Moment} moment
 * @returns {Lights}
 */
export function lightPhases(before, { runState, speed, phase, watched }) {
  const isSlow = speed === "slow";
  if (runState === "playing" && !isSlow) return { all: true, current: null };
  const isWatched = runState === "playing" || (runState === "paused" && (watched ?? before.current !== null));
  return { all: false, current: isWatched ? phase : null };
}
