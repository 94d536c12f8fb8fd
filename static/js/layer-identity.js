// Which hidden layer of a changed network is which layer of the old one, so that neurons glide to their new places. Pure.

/** @typedef {{units: number}} Layer */

/** Layers with more units than this are one element: a strip of maps with one place in the order of focus. */
const MOST_BUTTONS = 10;
/** And however many layers there are, at most so many elements can have the focus. */
const MOST_FOCUSABLE = 160;

/**
 * Layers at the start and at the end that did not change keep their number; when the count is the same, all do.
 * @param {Layer[]} before
 * @param {number[]} numbers of the layers before
 * @param {Layer[]} after
 * @param {() => number} next a number never used
 * @returns {number[]} numbers of the layers after
 */
export function matchLayers(before, numbers, after, next) {
  if (before.length === after.length) return numbers.slice();
  const same = (/** @type {Layer|undefined} */ one, /** @type {Layer|undefined} */ other) =>
    one !== undefined && other !== undefined && JSON.stringify(one) === JSON.stringify(other);
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && same(before[start], after[start])) start++;
  let end = 0;
  while (end < shorter - start && same(before.at(-1 - end), after.at(-1 - end))) end++;
  return after.map((_, index) => {
    const old = index < start ? index : index >= after.length - end ? index - after.length + before.length : -1;
    return numbers[old] ?? next();
  });
}

/**
 * The largest number of units a layer may have and still be made of buttons.
 * @param {number[]} units of each hidden layer
 * @param {number} numOthers focusable elements besides the hidden units
 */
export function mostButtons(units, numOthers) {
  for (let most = MOST_BUTTONS; most > 0; most--) {
    const focusable = units.reduce((sum, count) => sum + (count > most ? 1 : count), numOthers);
    if (focusable <= MOST_FOCUSABLE) return most;
  }
  return 0;
}
