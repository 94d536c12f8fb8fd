// Round numbers for axes. Pure.

/**
 * The smallest round number (one figure, or 1.5 or 2.5, times a power of ten) that is at least `value`.
 * @param {number} value positive
 */
export function niceStep(value) {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const factor = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
  return Number((factor * power).toPrecision(3));
}

/**
 * From 0 to the first round number at or above `high`, in `parts` equal parts.
 * @param {number} high
 * @param {number} parts
 * @returns {number[]} parts + 1 numbers
 */
export function ticksFromZero(high, parts) {
  const step = niceStep(Math.max(high, 1e-12) / parts);
  return Array.from({ length: parts + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/**
 * Whole powers of ten around the positive range, thinned to at most `most`.
 * @param {number} low positive
 * @param {number} high at least low
 * @param {number} most
 * @returns {number[]} two or more
 */
export function logTicks(low, high, most) {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(high) - 1e-9));
  const stride = Math.ceil((last - first) / (most - 1));
  const end = first + Math.ceil((last - first) / stride) * stride;
  /** @type {number[]} */
  const ticks = [];
  for (let power = first; power <= end; power += stride) ticks.push(Number(`1e${power}`));
  return ticks;
}
