// A neuron's incoming weights and its bias as rows: what comes in, a bar, an editable number, a padlock. elements/neuron-card.js shows them.

import { parseNumber } from "../parse-number.js";
import { changeIcon, make, makeIcon } from "./make.js";
import { setText } from "./network-head.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {{name: (Node | string)[], label: string, input: number | null}} Incoming a weight's input; null for the bias
 *
 * @typedef {object} WeightRow
 * @property {HTMLElement} element
 * @property {HTMLElement} value of what comes in
 * @property {HTMLElement} bar
 * @property {HTMLInputElement} number
 * @property {HTMLButtonElement} freeze
 */

/**
 * @param {BoardState} state
 * @param {{layer: number, unit: number}} unit
 * @param {Incoming} incoming
 * @returns {WeightRow}
 */
export function makeWeightRow(state, unit, incoming) {
  const { input, label } = incoming;
  const value = make("small");
  const bar = make("span");
  const number = make("input", { inputmode: "decimal", autocomplete: "off", spellcheck: "false", "aria-label": label });
  const freeze = make("button", { class: "freeze", type: "button", "aria-pressed": "false" }, makeIcon("open"));
  freeze.ariaLabel = freeze.title = state.text("weight.freeze", { weight: label });
  const at = { ...unit, input };
  freeze.addEventListener("click", () => {
    state.command("weight.freeze", { ...at, frozen: freeze.ariaPressed !== "true" }).catch(() => undefined);
  });
  number.addEventListener("focus", () => {
    const exact = Number(number.dataset["exact"]);
    if (Number.isFinite(exact)) number.value = state.number(exact, { digits: exactDigits(exact) });
    number.select();
  });
  number.addEventListener("change", () => changeWeight(state, at, number));
  number.addEventListener("blur", () => {
    number.removeAttribute("aria-invalid");
    number.value = state.number(Number(number.dataset["exact"]), { digits: 2 });
  });
  number.addEventListener("keydown", (event) => {
    if (event.key === "Enter") changeWeight(state, at, number);
  });
  const element = make("div", { class: "weight" }, make("span", {}, ...incoming.name, value), make("span", { class: "bar" }, bar), number, freeze);
  return { element, value, bar, number, freeze };
}

/**
 * @param {BoardState} state
 * @param {{layer: number, unit: number, input: number | null}} at
 * @param {HTMLInputElement} number
 */
function changeWeight(state, at, number) {
  const value = parseNumber(number.value);
  const invalid = () => number.setAttribute("aria-invalid", "true");
  if (Number.isNaN(value)) return invalid();
  // Enter and then leaving the field are one change.
  if (state.number(value, { digits: 6 }) === state.number(Number(number.dataset["exact"]), { digits: 6 })) return;
  number.removeAttribute("aria-invalid");
  number.dataset["exact"] = String(value);
  state.command("weight.set", { ...at, value }).catch(invalid);
}

/**
 * Six significant figures of a number, as digits after the decimal mark.
 * @param {number} value
 */
function exactDigits(value) {
  const size = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  return Math.min(10, Math.max(2, 5 - size));
}

/**
 * @param {WeightRow} row
 * @param {{weight: number, isFrozen: boolean, largest: number, input: number | null}} now `largest` size of the neuron's weights; `input` null for the bias
 * @param {BoardState} state
 */
export function tellWeightRow(row, { weight, isFrozen, largest, input }, state) {
  const share = largest > 0 && Number.isFinite(weight) ? (Math.abs(weight) / largest) * 50 : 0;
  row.bar.className = weight < 0 ? "minus" : "";
  row.bar.style.width = `${share}%`;
  row.bar.style.left = weight < 0 ? `${50 - share}%` : "50%";
  setText(row.value, input === null ? "" : ` = ${state.number(input, { digits: 1 })}`);
  if (document.activeElement !== row.number) {
    row.number.dataset["exact"] = String(weight);
    row.number.value = state.number(weight, { digits: 2 });
  }
  if (row.freeze.ariaPressed !== String(isFrozen)) {
    row.freeze.ariaPressed = String(isFrozen);
    const icon = row.freeze.firstElementChild;
    if (icon) changeIcon(icon, isFrozen ? "lock" : "open");
  }
}
