// Where everything in the network's diagram stands: pure geometry in CSS pixels. elements/network.js moves elements there.

/**
 * @typedef {{x: number, y: number}} Place middle of a cell
 *
 * @typedef {object} LayerPlace
 * @property {Place[]} cells one a unit (or feature)
 * @property {number} size side of a cell
 * @property {number} entry where links arrive: x, or y when upright
 * @property {number} exit where links leave: x, or y when upright
 * @property {boolean} block several columns (or rows), whose links stop at the block's edge
 * @property {Place} head top middle of the layer's head
 * @property {Place | null} add middle of the button that inserts a layer after this one
 *
 * @typedef {object} NetworkPlan
 * @property {boolean} upright layers are rows from top to bottom
 * @property {number} width
 * @property {number} height
 * @property {LayerPlace[]} layers features first, outputs last
 *
 * @typedef {{width: number, height: number}} Size
 */

/** A stage narrower than this turns the network upright. */
const UPRIGHT_BELOW = 480;
const HEAD_HEIGHT = 72;
const FOOT = 12;
const NARROWEST_PITCH = 104;
const LEAST_ROW = 36;
const LEAST_FEATURE_ROW = 32;
/** Space between the cells of one block. */
const BLOCK_GAP = 8;
/** Names under the features when upright. */
export const FEATURE_NAME_HEIGHT = 18;

const clamp = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high) =>
  Math.min(high, Math.max(low, value));

/** @param {number} width of the stage */
export function isUpright(width) {
  return width < UPRIGHT_BELOW;
}

/**
 * Too low for all features: then the ones that are off are hidden.
 * @param {Size} stage
 * @param {number} numFeatures
 */
export function isShort(stage, numFeatures) {
  return !isUpright(stage.width) && (stage.height - HEAD_HEIGHT - FOOT) / numFeatures < 38;
}

/**
 * @param {Size} stage
 * @param {number[]} counts cells of each layer, features first, outputs last
 * @returns {NetworkPlan}
 */
export function planNetwork(stage, counts) {
  return isUpright(stage.width) ? planUpright(stage, counts) : planSideways(stage, counts);
}

/**
 * @param {Size} stage
 * @param {number[]} counts
 * @returns {NetworkPlan}
 */
function planSideways(stage, counts) {
  const left = stage.width < 640 ? 96 : 104;
  // Several outputs carry the sign of their class at their right.
  const right = stage.width >= 640 ? 84 : (counts.at(-1) ?? 1) > 1 ? 72 : 56;
  const gaps = counts.length - 1;
  // Where features need more height than there is, the diagram scrolls inside itself.
  const area = Math.max(stage.height - HEAD_HEIGHT - FOOT, 160, (counts[0] ?? 0) * LEAST_FEATURE_ROW);
  const mostRows = Math.max(4, Math.floor(area / LEAST_ROW));
  const tallest = Math.min(mostRows, Math.max(...counts.slice(1)));
  const pitch = Math.max(NARROWEST_PITCH, (stage.width - left - right) / gaps);
  const size = clamp(Math.min(area / tallest - 16, pitch - 40), 26, 76);
  const columns = counts.map((count, index) => (index ? Math.ceil(count / mostRows) : 1));
  // A block wider than its column pushes what follows to the right.
  const reach = columns.map((number) => ((number - 1) * (size + BLOCK_GAP)) / 2);
  const needed = reach.map((own, index) => (index ? (reach[index - 1] ?? 0) + own + size + 40 : 0));
  const steps = needed.slice(1).map((need) => Math.max(need, NARROWEST_PITCH));
  const spare = stage.width - left - right - steps.reduce((sum, step) => sum + step, 0);
  const middles = spreadSteps(steps, left, spare, pitch);
  const layers = counts.map((count, index) => {
    const cell = index ? size : clamp(area / count - 12, 26, Math.min(44, size));
    const x = /** @type {number} */ (middles[index]);
    const add = index < gaps ? { x: (x + /** @type {number} */ (middles[index + 1])) / 2, y: 51 } : null;
    return placeColumn({ x, top: HEAD_HEIGHT, area, count, columns: columns[index] ?? 1, cell, loose: index ? 32 : 20, add });
  });
  return { upright: false, width: Math.max(stage.width, (middles.at(-1) ?? 0) + right), height: HEAD_HEIGHT + area + FOOT, layers };
}

/**
 * Even columns when they fit, else each as far as it needs.
 * @param {number[]} steps least distance of each column from the one before
 * @param {number} left
 * @param {number} spare what is left over of the stage, negative when it scrolls
 * @param {number} pitch the even distance
 */
function spreadSteps(steps, left, spare, pitch) {
  const even = steps.every((step) => step <= pitch);
  const middles = [left];
  for (const step of steps) {
    const own = even ? pitch : step + Math.max(0, spare) / steps.length;
    middles.push(/** @type {number} */ (middles.at(-1)) + own);
  }
  return middles;
}

/**
 * @param {{x: number, top: number, area: number, count: number, columns: number, cell: number, loose: number, add: Place|null}} column
 * @returns {LayerPlace}
 */
function placeColumn({ x, top, area, count, columns, cell, loose, add }) {
  const rows = Math.ceil(count / columns);
  const step = clamp(area / rows, cell + 6, cell + loose);
  const cells = Array.from({ length: count }, (_, index) => {
    const column = Math.floor(index / rows);
    const inColumn = Math.min(rows, count - column * rows);
    return {
      x: x + (column - (columns - 1) / 2) * (cell + BLOCK_GAP),
      y: top + area / 2 + ((index % rows) - (inColumn - 1) / 2) * step,
    };
  });
  const half = ((columns - 1) / 2) * (cell + BLOCK_GAP) + cell / 2 + (columns > 1 ? 3 : 0);
  return { cells, size: cell, entry: x - half, exit: x + half, block: columns > 1, head: { x, y: 12 }, add };
}

const GUTTER = 104;
const UPRIGHT_GAP = 36;

/**
 * @param {Size} stage
 * @param {number[]} counts
 * @returns {NetworkPlan}
 */
function planUpright(stage, counts) {
  const room = stage.width - GUTTER - 16;
  /** @type {LayerPlace[]} */
  const layers = [];
  let top = 12;
  counts.forEach((count, index) => {
    const isLast = index === counts.length - 1;
    const place = placeRow({ top, room, count, isFirst: index === 0, isLast });
    layers.push(place.layer);
    if (!isLast) place.layer.add = { x: 56, y: top + place.height + UPRIGHT_GAP / 2 };
    top += place.height + UPRIGHT_GAP;
  });
  return { upright: true, width: stage.width, height: top - UPRIGHT_GAP + 16, layers };
}

/**
 * @param {{top: number, room: number, count: number, isFirst: boolean, isLast: boolean}} row
 * @returns {{layer: LayerPlace, height: number}}
 */
function placeRow({ top, room, count, isFirst, isLast }) {
  const names = isFirst ? FEATURE_NAME_HEIGHT : 0;
  const most = Math.max(1, Math.floor((room + 6) / (isFirst ? 38 : 34)));
  const rows = Math.ceil(count / most);
  const perRow = Math.ceil(count / rows);
  const largest = isFirst ? 32 : isLast && count === 1 ? 64 : 48;
  const size = clamp(room / perRow - (isFirst ? 6 : 8), 28, largest);
  const pitch = Math.min(room / perRow, size + 16);
  const rowHeight = size + BLOCK_GAP + names;
  const height = rows * rowHeight - BLOCK_GAP;
  const cells = Array.from({ length: count }, (_, index) => {
    const line = Math.floor(index / perRow);
    const inLine = Math.min(perRow, count - line * perRow);
    return {
      x: GUTTER + room / 2 + ((index % perRow) - (inLine - 1) / 2) * pitch,
      y: top + size / 2 + line * rowHeight,
    };
  });
  const head = { x: 56, y: Math.max(top - 8, top + (height - names) / 2 - 25) };
  const layer = { cells, size, entry: top, exit: top + height, block: rows > 1, head, add: null };
  return { layer, height: Math.max(height, 44) };
}
