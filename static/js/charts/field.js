// Values over the plane to pixels: heat maps, regions of classes and the hatching of what is no number. Pure: writes into a Uint32Array.

import { CLASS_STRENGTH, lutIndex, mixColors, packColor } from "./colors.js";

/** @typedef {import("./colors.js").Rgb} Rgb */

/**
 * @param {Uint8Array} bytes 0 to 255 for -1 to +1
 * @param {Uint32Array} lut
 * @param {Uint32Array} pixels as many as bytes
 */
export function paintBytes(bytes, lut, pixels) {
  for (let index = 0; index < pixels.length; index++) {
    pixels[index] = /** @type {number} */ (lut[/** @type {number} */ (bytes[index])]);
  }
}

/**
 * @param {Float32Array} values
 * @param {Uint32Array} lut
 * @param {boolean} discrete only the two ends
 * @param {Uint32Array} pixels as many as values
 */
export function paintValues(values, lut, discrete, pixels) {
  for (let index = 0; index < pixels.length; index++) {
    const value = /** @type {number} */ (values[index]);
    const place = discrete ? (value >= 0 ? 255 : 0) : Number.isNaN(value) ? 128 : lutIndex(value);
    pixels[index] = /** @type {number} */ (lut[place]);
  }
}

/**
 * The most probable class of a place and how probable it is.
 * @param {Float32Array} logits (classes, places)
 * @param {number} numClasses
 * @param {number} place
 * @returns {{winner: number, probability: number}}
 */
export function winnerAt(logits, numClasses, place) {
  const numPlaces = logits.length / numClasses;
  let winner = 0;
  let top = -Infinity;
  for (let index = 0; index < numClasses; index++) {
    const logit = /** @type {number} */ (logits[index * numPlaces + place]);
    if (logit > top) [winner, top] = [index, logit];
  }
  let sum = 0;
  for (let index = 0; index < numClasses; index++) {
    sum += Math.exp(/** @type {number} */ (logits[index * numPlaces + place]) - top);
  }
  return { winner, probability: 1 / sum };
}

/**
 * An output as bytes for a lookup table: its value, or with several classes how probable class `index` is (0 to 1).
 * @param {Float32Array} values (classes, places)
 * @param {number} numClasses
 * @param {number} index
 * @param {number} stride every so many columns and rows
 * @returns {Uint8Array}
 */
export function outputBytes(values, numClasses, index, stride) {
  const numPlaces = values.length / numClasses;
  const side = Math.sqrt(numPlaces);
  const size = Math.ceil(side / stride);
  return Uint8Array.from({ length: size * size }, (_, small) => {
    const place = Math.floor(small / size) * stride * side + (small % size) * stride;
    const value = /** @type {number} */ (values[index * numPlaces + place]);
    if (numClasses === 1) return Number.isNaN(value) ? 128 : lutIndex(value);
    const top = winnerAt(values, numClasses, place);
    const logit = /** @type {number} */ (values[top.winner * numPlaces + place]);
    return lutIndex(top.probability * Math.exp(value - logit));
  });
}

/**
 * The winner's color, as strong as it is sure.
 * @param {Float32Array} logits (classes, places)
 * @param {{ends: Rgb[], zero: Rgb}} colors
 * @param {boolean} discrete
 * @param {Uint32Array} pixels
 */
export function paintClasses(logits, colors, discrete, pixels) {
  const numClasses = colors.ends.length;
  const shades = colors.ends.map((end) =>
    Uint32Array.from({ length: 65 }, (_, step) => packColor(mixColors(colors.zero, end, (step / 64) * CLASS_STRENGTH))),
  );
  const least = 1 / numClasses;
  for (let place = 0; place < pixels.length; place++) {
    const { winner, probability } = winnerAt(logits, numClasses, place);
    const share = discrete ? 1 : Math.max(0, (probability - least) / (1 - least));
    pixels[place] = shades[winner]?.[Math.round((Number.isNaN(share) ? 0 : share) * 64)] ?? 0;
  }
}

/**
 * Diagonal lines: no number here.
 * @param {number} size pixels a side
 * @param {number} period pixels from one line to the next, along a side
 * @param {{zero: Rgb, line: Rgb}} colors
 * @param {Uint32Array} pixels size x size
 */
export function paintHatch(size, period, colors, pixels) {
  const [ground, line] = [packColor(colors.zero), packColor(colors.line)];
  for (let index = 0; index < pixels.length; index++) {
    pixels[index] = ((index % size) + Math.floor(index / size)) % period < period / 4.5 ? line : ground;
  }
}
