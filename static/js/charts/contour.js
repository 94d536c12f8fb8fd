// Where a field over the plane is zero, as line segments (marching squares). Pure.

/**
 * Segments in units of the field's width and height: x1, y1, x2, y2 from 0 (left, top) to 1. Values stand at the middles of cells.
 * A square whose corners alternate in sign gives two segments; squares with a value that is no number give none.
 * @param {Float32Array} field size x size, row 0 at the top
 * @param {number} size
 * @returns {number[]}
 */
export function zeroContour(field, size) {
  /** @type {number[]} */
  const segments = [];
  const at = (/** @type {number} */ column, /** @type {number} */ row) => /** @type {number} */ (field[row * size + column]);
  for (let row = 0; row < size - 1; row++) {
    for (let column = 0; column < size - 1; column++) {
      const corners = [at(column, row), at(column + 1, row), at(column + 1, row + 1), at(column, row + 1)];
      if (sameSign(corners)) continue;
      const cuts = cutEdges(corners);
      for (let index = 0; index + 3 < cuts.length; index += 4) {
        segments.push(
          (column + 0.5 + /** @type {number} */ (cuts[index])) / size,
          (row + 0.5 + /** @type {number} */ (cuts[index + 1])) / size,
          (column + 0.5 + /** @type {number} */ (cuts[index + 2])) / size,
          (row + 0.5 + /** @type {number} */ (cuts[index + 3])) / size,
        );
      }
    }
  }
  return segments;
}

/** @param {number[]} corners */
function sameSign(corners) {
  const numPositive = corners.filter((value) => value > 0).length;
  return numPositive === 0 || numPositive === 4 || corners.some(Number.isNaN);
}

/**
 * Where the edges of a unit square change sign: x, y of each cut, edges in turn from the top clockwise.
 * @param {number[]} corners top left, top right, bottom right, bottom left
 */
function cutEdges(corners) {
  /** @type {number[]} */
  const cuts = [];
  for (let edge = 0; edge < 4; edge++) {
    const from = /** @type {number} */ (corners[edge]);
    const to = /** @type {number} */ (corners[(edge + 1) % 4]);
    if (from > 0 === to > 0) continue;
    const share = from / (from - to);
    if (edge === 0) cuts.push(share, 0);
    else if (edge === 1) cuts.push(1, share);
    else if (edge === 2) cuts.push(1 - share, 1);
    else cuts.push(0, 1 - share);
  }
  return cuts;
}

/**
 * How far class `index` leads the best other class at every place: positive inside its region.
 * @param {Float32Array} logits (classes, places)
 * @param {number} numClasses
 * @param {number} index
 * @returns {Float32Array}
 */
export function classMargin(logits, numClasses, index) {
  const numPlaces = logits.length / numClasses;
  return Float32Array.from({ length: numPlaces }, (_, place) => {
    let best = -Infinity;
    for (let other = 0; other < numClasses; other++) {
      if (other !== index) best = Math.max(best, /** @type {number} */ (logits[other * numPlaces + place]));
    }
    return /** @type {number} */ (logits[index * numPlaces + place]) - best;
  });
}
