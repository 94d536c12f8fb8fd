// When an element draws: at most once an animation frame, and twice a second for those who asked for less motion.

/**
 * @typedef {object} Clock what drawing asks of a browser
 * @property {() => number} now milliseconds
 * @property {() => boolean} isCalm whether less motion is wanted
 * @property {(act: () => void) => void} nextFrame
 * @property {(milliseconds: number, act: () => void) => void} after
 */

/** Milliseconds between two drawings where less motion is wanted. */
const CALM_INTERVAL = 500;

/** Drawings that wait for the same animation frame, in the order in which they were asked for. */
export class FrameQueue {
  /** @type {Set<() => void>} */
  #waiting = new Set();
  /** @type {Set<() => void>} */
  #done = new Set();
  #isAsked = false;
  #isDrawing = false;

  /** @param {Clock} clock */
  constructor(clock) {
    this.clock = clock;
  }

  /**
   * What a drawing asks for is drawn in the same frame, unless it was already: that waits for the next.
   * @param {() => void} draw
   */
  add(draw) {
    this.#waiting.add(draw);
    if (this.#isAsked || (this.#isDrawing && !this.#done.has(draw))) return;
    this.#isAsked = true;
    this.clock.nextFrame(() => this.#drawAll());
  }

  #drawAll() {
    this.#isAsked = false;
    this.#isDrawing = true;
    this.#done.clear();
    try {
      // A set's loop visits what is added while it runs.
      for (const draw of this.#waiting) {
        if (this.#done.has(draw)) continue;
        this.#waiting.delete(draw);
        this.#done.add(draw);
        draw();
      }
    } finally {
      this.#isDrawing = false;
      if (this.#waiting.size && !this.#isAsked) {
        this.#isAsked = true;
        this.clock.nextFrame(() => this.#drawAll());
      }
    }
  }
}

/** @type {Clock} */
const browserClock = {
  now: () => performance.now(),
  isCalm: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
  nextFrame: (act) => void requestAnimationFrame(act),
  after: (milliseconds, act) => void setTimeout(act, milliseconds),
};
const pageQueue = new FrameQueue(browserClock);

/**
 * Gathers any number of calls into one drawing: `const draw = onFrame(() => this.#draw());`, then `draw()` at every change.
 * @param {() => void} draw
 * @param {FrameQueue} [queue]
 * @returns {() => void}
 */
export function onFrame(draw, queue = pageQueue) {
  const { clock } = queue;
  let isWaiting = false;
  let drawnAt = -Infinity;
  const run = () => {
    isWaiting = false;
    drawnAt = clock.now();
    draw();
  };
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    const wait = clock.isCalm() ? drawnAt + CALM_INTERVAL - clock.now() : 0;
    if (wait > 0) clock.after(wait, () => queue.add(run));
    else queue.add(run);
  };
}
