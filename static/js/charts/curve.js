// A run's rows as the series, ranges and pauses of its curve. Pure; elements/loss-curve.js draws them.

import { logTicks, ticksFromZero } from "./ticks.js";

/**
 * One entry of a run's history: seq, step, epoch, train loss, test loss, train metric, test metric.
 * @typedef {ArrayLike<number>} Row
 * @typedef {"loss" | "metric"} Quantity
 * @typedef {(number|null|undefined)[]} Series null breaks the line, undefined lets it pass by
 * @typedef {[number[], Series, Series]} CurveData epochs, train, test
 */

const EPOCH = 2;
const TRAIN = { loss: 3, metric: 5 };
const TEST = { loss: 4, metric: 6 };

/**
 * Epochs never go back; what is no number, or under zero's reach on a logarithmic axis, breaks the line. A row of a few
 * batches has a training loss alone, and the other lines pass it by.
 * @param {Row[]} rows
 * @param {Quantity} quantity
 * @param {boolean} log
 * @returns {CurveData}
 */
export function curveData(rows, quantity, log) {
  const drawable = (/** @type {number|undefined} */ value) =>
    value !== undefined && Number.isFinite(value) && (!log || value > 0) ? value : null;
  /** @type {CurveData} */
  const data = [[], [], []];
  let last = -Infinity;
  for (const row of rows) {
    const epoch = row[EPOCH];
    if (epoch === undefined || epoch < last) continue;
    last = epoch;
    const isOfBatches = Number.isFinite(row[TRAIN.loss]) && Number.isNaN(row[TRAIN.metric]);
    data[0].push(epoch);
    data[1].push(isOfBatches && quantity === "metric" ? undefined : drawable(row[TRAIN[quantity]]));
    data[2].push(isOfBatches ? undefined : drawable(row[TEST[quantity]]));
  }
  return data;
}

/** A first loss is the measure: what grew to more than so many times it leaves the picture at the top. */
const TALLEST = 10;

/**
 * The ticks of the vertical axis; its range is from the first to the last.
 * @param {CurveData} data
 * @param {"zero" | "share" | "log"} kind from zero up, a share from 0 to 1, or powers of ten
 * @returns {number[]}
 */
export function curveTicks(data, kind) {
  if (kind === "share") return [0, 0.5, 1];
  const values = [...data[1], ...data[2]].filter((value) => value !== null && value !== undefined);
  const first = Math.max(data[1][0] ?? 0, data[2][0] ?? 0);
  const limit = first > 0 ? first * TALLEST : Infinity;
  const high = values.reduce((most, value) => (value > most && value <= limit ? value : most), 0);
  if (kind === "zero") return ticksFromZero(high || 0.1, 2);
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  return Number.isFinite(low) ? logTicks(Math.max(low, 1e-12), Math.max(high, low), 5) : logTicks(0.01, 1, 5);
}

/**
 * Where the line is interrupted, in pixels, each pause wide enough to be seen.
 * @param {number[]} pauses epochs
 * @param {(epoch: number) => number} toPixel
 * @param {number} width
 * @returns {[number, number][]}
 */
export function pauseGaps(pauses, toPixel, width) {
  return pauses.map((epoch) => {
    const pixel = toPixel(epoch);
    return [pixel - width / 2, pixel + width / 2];
  });
}

/**
 * The entry nearest to `epoch` (epochs ascend); -1 for none.
 * @param {number[]} epochs
 * @param {number} epoch
 */
export function nearestIndex(epochs, epoch) {
  let low = 0;
  let high = epochs.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (/** @type {number} */ (epochs[middle]) < epoch) low = middle;
    else high = middle;
  }
  if (high <= low) return high;
  const before = epoch - /** @type {number} */ (epochs[low]);
  return before <= /** @type {number} */ (epochs[high]) - epoch ? low : high;
}

/**
 * At most `most` rows, evenly over all, first and last among them.
 * @template T
 * @param {T[]} rows
 * @param {number} most at least 2
 * @returns {T[]}
 */
export function thinRows(rows, most) {
  if (rows.length <= most) return rows;
  return Array.from({ length: most }, (_, index) => {
    const place = Math.round((index * (rows.length - 1)) / (most - 1));
    return /** @type {T} */ (rows[place]);
  });
}
