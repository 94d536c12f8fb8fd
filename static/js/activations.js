// Every activation function of the spec, in place on many values at once. The other half is playground/engine/formulas/activations.py.

/** @typedef {import("./tasks.js").ActivationName} ActivationName */

/** Slope of leaky ReLU below zero. */
const LEAK = 0.01;
/** Beyond this tanh differs from 1 by less than a float32 can show. */
const TANH_END = 9;
const ERF_END = 4;

/**
 * tanh by a rational function, within 1e-7 of Math.tanh and five times as fast; NaN stays NaN.
 * Coefficients: Eigen's `ptanh_float`, a minimax fit of degrees 13 and 6.
 * @param {number} z
 */
export function tanh(z) {
  if (z > TANH_END) return 1;
  if (z < -TANH_END) return -1;
  const s = z * z;
  let above = -2.76076847742355e-16 * s + 2.00018790482477e-13;
  above = (above * s - 8.60467152213735e-11) * s + 5.12229709037114e-8;
  above = ((above * s + 1.48572235717979e-5) * s + 6.37261928875436e-4) * s + 4.89352455891786e-3;
  const below = ((1.19825839466702e-6 * s + 1.18534705686654e-4) * s + 2.268434632439e-3) * s + 4.89352518554385e-3;
  return (z * above) / below;
}

/**
 * 1 / (1 + e^-z), written with tanh, which never overflows.
 * @param {number} z
 */
export function sigmoid(z) {
  return 0.5 + 0.5 * tanh(0.5 * z);
}

/**
 * The error function by a rational function, within 1e-7; NaN stays NaN.
 * Coefficients: Eigen's `perf_float`, a minimax fit of degrees 13 and 8.
 * @param {number} x
 */
export function erf(x) {
  if (x > ERF_END) return 1;
  if (x < -ERF_END) return -1;
  const s = x * x;
  let above = (-2.72614225801306e-10 * s + 2.77068142495902e-8) * s - 2.10102402082508e-6;
  above = (above * s - 5.69250639462346e-5) * s - 7.34990630326855e-4;
  above = (above * s - 2.95459980854025e-3) * s - 1.60960333262415e-2;
  let below = (-1.45660718464996e-5 * s - 2.13374055278905e-4) * s - 1.68282697438203e-3;
  below = (below * s - 7.37332916720468e-3) * s - 1.42647390514189e-2;
  return (x * above) / below;
}

/** @typedef {(values: Float64Array, start: number, end: number) => void} InPlace applies itself from start to end */

/** One loop a function: the compiler puts the formula into the loop. @type {Record<ActivationName, InPlace>} */
export const ACTIVATIONS = {
  linear: () => undefined,
  tanh(values, start, end) {
    for (let index = start; index < end; index++) values[index] = tanh(/** @type {number} */ (values[index]));
  },
  sigmoid(values, start, end) {
    for (let index = start; index < end; index++) values[index] = sigmoid(/** @type {number} */ (values[index]));
  },
  relu(values, start, end) {
    // NaN stays NaN, so that a network that has diverged doesn't look like one that is silent.
    for (let index = start; index < end; index++) if (/** @type {number} */ (values[index]) < 0) values[index] = 0;
  },
  leaky_relu(values, start, end) {
    for (let index = start; index < end; index++) {
      const z = /** @type {number} */ (values[index]);
      if (z < 0) values[index] = LEAK * z;
    }
  },
  elu(values, start, end) {
    for (let index = start; index < end; index++) {
      const z = /** @type {number} */ (values[index]);
      if (z < 0) values[index] = Math.expm1(z);
    }
  },
  gelu(values, start, end) {
    for (let index = start; index < end; index++) {
      const z = /** @type {number} */ (values[index]);
      values[index] = 0.5 * z * (1 + erf(z * Math.SQRT1_2));
    }
  },
  silu(values, start, end) {
    for (let index = start; index < end; index++) {
      const z = /** @type {number} */ (values[index]);
      values[index] = z * sigmoid(z);
    }
  },
  softplus(values, start, end) {
    for (let index = start; index < end; index++) {
      const z = /** @type {number} */ (values[index]);
      values[index] = Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }
  },
  sine(values, start, end) {
    for (let index = start; index < end; index++) values[index] = Math.sin(/** @type {number} */ (values[index]));
  },
};
