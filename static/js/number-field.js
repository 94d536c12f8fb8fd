// What stands in a field of a number that can be edited: no grouping of thousands, the shortest text, per cent where it is one. Pure.

import { parseNumber } from "./parse-number.js";

/** @typedef {"" | "count" | "percent"} Unit */

const MINUS = "\u2212";

/**
 * @param {number | string | null | undefined} value
 * @param {string} language
 * @param {Unit} [unit]
 * @returns {string}
 */
export function fieldText(value, language, unit = "") {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "string") return value;
  const size = Math.abs(value);
  const plain = size > 0 && (size < 1e-6 || size >= 1e15) ? value.toExponential() : String(Number(value.toFixed(9)));
  const isSpanish = language.startsWith("es");
  const text = (isSpanish ? plain.replace(".", ",") : plain).replace(/^-/, MINUS);
  return unit === "percent" ? `${text}${isSpanish ? "\u00a0" : ""}%` : text;
}

/**
 * The number typed; null for an empty field, NaN for what is no number. Counts and per cents are rounded.
 * @param {string} text
 * @param {Unit} [unit]
 * @returns {number | null}
 */
export function readFieldText(text, unit = "") {
  const bare = text.replace("%", "").trim();
  if (bare === "") return null;
  if (unit === "") return parseNumber(bare);
  // In a whole number a mark before three digits stands between thousands, whatever the language.
  const isGrouped = /^\d{1,3}([.,\s\u00a0\u202f]\d{3})+$/.test(bare);
  return Math.round(parseNumber(isGrouped ? bare.replace(/\D/g, "") : bare));
}

/**
 * The stops of a slider, from its `data-stops`. Where there is a `most` (the training examples), it is the last one.
 * @param {string} text
 * @param {number | null} [most]
 * @returns {number[]}
 */
export function readStops(text, most = null) {
  const stops = text.split(",").map(Number);
  return most === null ? stops : [...stops.filter((stop) => stop < most), most];
}

/**
 * The place of the stop nearest to a value.
 * @param {number[]} stops
 * @param {number} value
 */
export function nearestStop(stops, value) {
  let best = 0;
  stops.forEach((stop, index) => {
    if (Math.abs(stop - value) < Math.abs((stops[best] ?? 0) - value)) best = index;
  });
  return best;
}
