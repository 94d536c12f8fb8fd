// Numbers and classes to colors: lookup tables for maps, CSS colors for marks. The tokens they start from are in css/tokens.css.

/** @typedef {[number, number, number]} Rgb */

/** Maps are softer than points, so that points stay visible on a trained map. */
const MAP_STRENGTH = 0.76;
/** Regions of classes are softer still: four strong colors side by side would drown the points. */
export const CLASS_STRENGTH = 0.62;

/** The token of each class, in order; two classes are negative and positive. */
export const CLASS_TOKENS = ["neg", "pos", "class-3", "class-4"];

/**
 * One opaque pixel as a little-endian Uint32 of ImageData.
 * @param {Rgb} color
 */
export function packColor([red, green, blue]) {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * @param {Rgb} from
 * @param {Rgb} to
 * @param {number} share 0 gives `from`, 1 gives `to`
 * @returns {Rgb}
 */
export function mixColors(from, to, share) {
  const channel = (/** @type {number} */ index) => {
    const start = from[index] ?? 0;
    return Math.round(start + ((to[index] ?? 0) - start) * share);
  };
  return [channel(0), channel(1), channel(2)];
}

/**
 * 256 pixels from -1 (negative) over 0 to +1 (positive): byte 0 is -1, byte 255 is +1.
 * @param {{neg: Rgb, zero: Rgb, pos: Rgb}} colors
 * @returns {Uint32Array}
 */
export function buildLut(colors) {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    const value = index / 127.5 - 1;
    const share = Math.abs(value) ** 0.9 * MAP_STRENGTH;
    return packColor(mixColors(colors.zero, value < 0 ? colors.neg : colors.pos, share));
  });
}

/**
 * The place of a value in a lookup table: -1 and less is 0, +1 and more is 255.
 * @param {number} value finite
 */
export function lutIndex(value) {
  return value <= -1 ? 0 : value >= 1 ? 255 : Math.round((value + 1) * 127.5);
}

/** @param {number} packed */
export function cssColor(packed) {
  return `rgb(${packed & 255} ${(packed >> 8) & 255} ${(packed >> 16) & 255})`;
}

/**
 * The number of a class from its label: -1/+1 for two classes, else the label itself.
 * @param {number} label
 * @param {boolean} signed
 */
export function classOfLabel(label, signed) {
  return signed ? Number(label > 0) : label;
}
