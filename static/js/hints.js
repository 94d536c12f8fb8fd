// What a run's own values say about it: settings that cannot converge, dead and saturated neurons, learning by heart, standing still. Pure.

/**
 * @typedef {import("./tasks.js").Spec} Spec
 * @typedef {import("./tasks.js").TrainingSpec} TrainingSpec
 * @typedef {import("./board-state.js").Row} Row
 * @typedef {{key: string, params: Record<string, number | string>}} Hint a text of the page
 * @typedef {(Uint8Array | null)[][]} UnitMaps [hidden layer][unit]: 0 to 255 for -1 to +1
 *
 * @typedef {object} Facts
 * @property {Spec} spec
 * @property {Row[]} rows one an epoch, more or less
 * @property {UnitMaps} units
 * @property {number} size of the maps
 * @property {Float32Array} points x1, x2, label of the training examples
 * @property {boolean} isRegression
 */

/** Rows: step, epoch, losses and metrics by place. */
const EPOCH = 2;
const TRAIN_LOSS = 3;
const TEST_LOSS = 4;
const TRAIN_METRIC = 5;

/** A byte of a map for 0, on either side of the middle. */
const ZERO_BYTES = [127, 128];
/** Beyond these bytes tanh answers less than -0.97 or more than 0.97. */
const SATURATED = 4;
/** A map is read at so many training examples at most. */
const MOST_EXAMPLES = 200;
/** Epochs without progress before it is said. */
const STANDSTILL = 60;
const FEWEST = 6;
/** A network that classifies so well needs no advice. */
const GOOD = 0.95;

/**
 * L2 throws each weight further than it was once rate times strength reaches a limit that depends on the optimizer.
 * @param {TrainingSpec} training
 * @returns {{product: number, limit: number} | null} null where it can converge, as far as that goes
 */
export function cannotConverge({ optimizer, learning_rate: rate, regularization }) {
  if (regularization.kind !== "l2") return null;
  const momentum = optimizer["momentum"] ?? 0;
  const limits = /** @type {Record<string, number>} */ ({
    sgd: 2,
    momentum: 2 * (1 + momentum),
    nesterov: (2 * (1 + momentum)) / (1 + 2 * momentum),
  });
  const limit = limits[optimizer.kind];
  const product = rate * regularization.rate;
  return limit !== undefined && product >= limit ? { product, limit } : null;
}

/**
 * The most useful thing to say about a run; null while all is well.
 * @param {Facts} facts
 * @returns {Hint | null}
 */
export function findHint(facts) {
  return sameNeurons(facts) ?? deadUnits(facts) ?? learningByHeart(facts) ?? saturatedUnits(facts) ?? standstill(facts);
}

/** @param {Facts} facts @returns {Hint | null} */
function sameNeurons({ spec, rows }) {
  const begins = [...spec.layers.map((layer) => layer.initial), spec.output.initial];
  const isSame = begins.every((initial) => initial === "zero" || initial === "constant");
  const several = spec.layers.some((layer) => layer.units > 1);
  return isSame && several && !spec.given && epochOf(rows) >= 5 ? { key: "hint.zero", params: {} } : null;
}

/** @param {Facts} facts @returns {Hint | null} */
function deadUnits({ spec, units, rows }) {
  if (epochOf(rows) < 1) return null;
  let count = 0;
  let layerOfFirst = 0;
  spec.layers.forEach((layer, index) => {
    if (layer.activation !== "relu") return;
    const dead = (units[index] ?? []).filter((map) => map?.every((byte) => ZERO_BYTES.includes(byte))).length;
    if (dead > 0 && count === 0) layerOfFirst = index + 1;
    count += dead;
  });
  if (count === 0) return null;
  return count === 1 ? { key: "hint.dead.one", params: { layer: layerOfFirst } } : { key: "hint.dead.many", params: { count } };
}

/** Half of the tanh or sigmoid neurons and more stuck at their ends, in a network that does not work yet. @param {Facts} facts @returns {Hint | null} */
function saturatedUnits(facts) {
  const { spec, units, rows } = facts;
  if (epochOf(rows) < 20 || isGood(facts)) return null;
  for (const activation of /** @type {const} */ (["tanh", "sigmoid"])) {
    const maps = units.filter((_, layer) => spec.layers[layer]?.activation === activation).flat();
    const count = maps.filter((map) => map && isSaturated(map, activation, facts)).length;
    if (count >= 2 && count * 2 >= maps.length) {
      return { key: activation === "tanh" ? "hint.saturated" : "hint.saturated.sigmoid", params: { count, total: maps.length } };
    }
  }
  return null;
}

/**
 * @param {Uint8Array} map
 * @param {"tanh" | "sigmoid"} activation
 * @param {Facts} facts
 */
function isSaturated(map, activation, { points, size }) {
  const [low, high] = activation === "tanh" ? [SATURATED, 255 - SATURATED] : [127 + SATURATED, 255 - SATURATED];
  const examples = Math.min(points.length / 3, MOST_EXAMPLES);
  let stuck = 0;
  for (let index = 0; index < examples; index++) {
    const byte = map[placeOf(points[3 * index] ?? 0, points[3 * index + 1] ?? 0, size)] ?? 128;
    if (byte <= low || byte >= high) stuck++;
  }
  return examples > 0 && stuck >= 0.95 * examples;
}

/** The test loss well above the training loss and above its own best. @param {Facts} facts @returns {Hint | null} */
function learningByHeart({ rows }) {
  const last = rows.at(-1);
  const [train, test] = [last?.[TRAIN_LOSS] ?? NaN, last?.[TEST_LOSS] ?? NaN];
  if (epochOf(rows) < 30 || !(test > 1.5 * train) || !(test > 0.02)) return null;
  const best = rows.reduce((least, row) => Math.min(least, row[TEST_LOSS] ?? Infinity), Infinity);
  return test > 1.2 * best ? { key: "hint.gap", params: { ratio: Math.round((test / Math.max(train, test / 99)) * 10) / 10 } } : null;
}

/** Neither up nor down for a while, though there is much left to learn. @param {Facts} facts @returns {Hint | null} */
function standstill(facts) {
  const { rows } = facts;
  const epoch = epochOf(rows);
  // Late in a run only every so many epochs has a row.
  const since = rows.findLastIndex((row) => (row[EPOCH] ?? 0) <= epoch - STANDSTILL);
  const recent = rows.slice(Math.max(0, Math.min(since, rows.length - FEWEST))).map((row) => row[TRAIN_LOSS] ?? NaN);
  const [first, last] = [rows[0]?.[TRAIN_LOSS] ?? NaN, recent.at(-1) ?? NaN];
  const spread = Math.max(...recent) - Math.min(...recent);
  const stands = epoch >= STANDSTILL && recent.length >= FEWEST && spread < 0.01 * last && last > 0.5 * first && !isGood(facts);
  return stands ? { key: "hint.no_progress", params: { epochs: STANDSTILL } } : null;
}

/** @param {Facts} facts */
function isGood({ rows, isRegression }) {
  return !isRegression && (rows.at(-1)?.[TRAIN_METRIC] ?? 0) >= GOOD;
}

/** @param {Row[]} rows */
function epochOf(rows) {
  return rows.at(-1)?.[EPOCH] ?? 0;
}

/**
 * The pixel of a map at a place of the plane.
 * @param {number} x1
 * @param {number} x2
 * @param {number} size
 */
function placeOf(x1, x2, size) {
  const inside = (/** @type {number} */ share) => Math.min(size - 1, Math.max(0, Math.floor(share * size)));
  return inside((6 - x2) / 12) * size + inside((x1 + 6) / 12);
}
