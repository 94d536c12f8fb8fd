// How one control shows a value of the spec: lists, sliders and the numbers beside them. <dlp-settings> (settings.js) decides which and when.

import { fieldText, nearestStop, readStops } from "../number-field.js";
import { MIXED, numTrain } from "../spec-fields.js";
import { LOSSES_OF_TASK } from "../tasks.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {import("../number-field.js").Unit} Unit
 */

export const BATCH = "training.batch_size";

/**
 * @param {HTMLSelectElement} select
 * @param {string} field
 * @param {string} value
 * @param {BoardState} state
 */
export function tellSelect(select, field, value, state) {
  const allowed = field === "loss" ? LOSSES_OF_TASK[state.task] : null;
  for (const option of select.options) {
    const isAllowed = option.value === MIXED ? value === MIXED : (allowed?.some((loss) => loss === option.value) ?? true);
    option.hidden = option.disabled = !isAllowed;
  }
  select.value = value;
  select.disabled = field === "layers.*.activation" && state.spec.layers.length === 0;
}

/**
 * @param {HTMLInputElement} slider
 * @param {number} value
 * @param {BoardState} state
 */
export function tellSlider(slider, value, state) {
  const stops = stopsOf(slider, state);
  slider.max = String(stops.length - 1);
  slider.value = String(nearestStop(stops, value));
  showPlace(slider, value, state);
}

/**
 * The filled part of the track, and the value for those who cannot see it.
 * @param {HTMLInputElement} slider
 * @param {number} value
 * @param {BoardState} state
 */
export function showPlace(slider, value, state) {
  const share = Number(slider.max) > 0 ? Number(slider.value) / Number(slider.max) : 0;
  // It ends under the middle of the thumb, which is 14 pixels wide.
  slider.style.setProperty("--at", `calc(7px + ${share} * (100% - 14px))`);
  slider.setAttribute("aria-valuetext", fieldText(value, state.language, unitOf(numberBeside(slider))));
}

/**
 * @param {HTMLInputElement} slider
 * @param {BoardState} state
 */
export function stopsOf(slider, state) {
  const isBatch = slider.dataset["field"] === BATCH;
  return readStops(slider.dataset["stops"] ?? "0", isBatch ? numTrain(state.spec) : null);
}

/**
 * @param {HTMLInputElement} slider
 * @returns {HTMLInputElement | null}
 */
export function numberBeside(slider) {
  return slider.parentElement?.querySelector(".num") ?? null;
}

/**
 * @param {HTMLInputElement | null} input
 * @returns {Unit}
 */
export function unitOf(input) {
  return /** @type {Unit} */ (input?.dataset["unit"] ?? "");
}
