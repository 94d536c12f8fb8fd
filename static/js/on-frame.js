// When an element draws: at most once an animation frame, and twice a second for those who asked for less motion.

/** Milliseconds between two drawings where less motion is wanted. */
const CALM_INTERVAL = 500;

/**
 * Gathers any number of calls into one drawing: `const draw = onFrame(() => this.#draw());`, then `draw()` at every change.
 * @param {() => void} draw
 * @param {Clock} [clock]
 * @returns {() => void}
 */
export function onFrame(draw, clock = browserClock) {
  let scheduled = false;
  let drawnAt = -Infinity;
  const run = () => {
    scheduled = false;
    drawnAt = clock.now();
    draw();
  };
  return () => {
    if (scheduled) return;
    scheduled = true;
    const wait = clock.isCalm() ? drawnAt + CALM_INTERVAL - clock.now() : 0;
    if (wait > 0) clock.after(wait, () => clock.nextFrame(run));
    else clock.nextFrame(run);
  };
}

/**
 * @typedef {object} Clock what `onFrame` asks of a browser
 * @property {() => number} now milliseconds
 * @property {() => boolean} isCalm whether less motion is wanted
 * @property {(act: () => void) => void} nextFrame
 * @property {(milliseconds: number, act: () => void) => void} after
 */

/** @type {Clock} */
const browserClock = {
  now: () => performance.now(),
  isCalm: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
  nextFrame: (act) => void requestAnimationFrame(act),
  after: (milliseconds, act) => void setTimeout(act, milliseconds),
};
