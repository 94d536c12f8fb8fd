// Scales: functions from data to pixels and back. Pure.

/**
 * @typedef {((value: number) => number) & {invert: (pixel: number) => number}} Scale
 */

/**
 * @param {[number, number]} domain
 * @param {[number, number]} range
 * @returns {Scale}
 */
export function linearScale([low, high], [start, end]) {
  const slope = high === low ? 0 : (end - start) / (high - low);
  const scale = (/** @type {number} */ value) => start + (value - low) * slope;
  return Object.assign(scale, {
    invert: (/** @type {number} */ pixel) => (slope === 0 ? low : low + (pixel - start) / slope),
  });
}
