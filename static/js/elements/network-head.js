// Heads over the layers of the diagram (name and menu, fewer and more neurons) and the buttons that insert a layer. elements/network.js owns them.

import { changeIcon, make, makeIcon } from "./make.js";

/**
 * @typedef {import("../network-layout.js").Place} Place
 * @typedef {import("../board-state.js").BoardState} BoardState
 *
 * @typedef {object} LayerHead of a hidden layer
 * @property {HTMLElement} element
 * @property {HTMLButtonElement} menu
 * @property {HTMLButtonElement} fewer
 * @property {HTMLButtonElement} more
 * @property {HTMLOutputElement} count
 */

/**
 * @param {() => void} onMenu
 * @param {(by: 1 | -1) => void} onResize
 * @returns {LayerHead}
 */
export function makeLayerHead(onMenu, onResize) {
  const menu = make("button", { class: "layer-name", type: "button", "aria-haspopup": "dialog", click: onMenu }, make("span"), makeIcon("down"));
  const fewer = make("button", { type: "button", click: () => onResize(-1) }, makeIcon("minus"));
  const more = make("button", { type: "button", click: () => onResize(1) }, makeIcon("plus"));
  const count = make("output");
  const stepper = make("span", { class: "unit-stepper", role: "group" }, fewer, count, more);
  return { element: make("div", { class: "layer" }, menu, stepper), menu, fewer, more, count };
}

/**
 * @param {LayerHead} head
 * @param {number} number of the layer, from 1
 * @param {number} units
 * @param {number} mostUnits
 * @param {BoardState} state
 */
export function tellLayerHead(head, number, units, mostUnits, state) {
  const last = units === 1;
  setText(head.menu.firstElementChild, state.text("layer.name", { number }));
  head.menu.ariaLabel = state.text("layer.settings", { number });
  head.count.textContent = String(units);
  const icon = head.fewer.firstElementChild;
  if (icon) changeIcon(icon, last ? "close" : "minus");
  head.fewer.ariaLabel = head.fewer.title = state.text(last ? "layer.remove" : "unit.remove", { number });
  head.more.ariaLabel = state.text("unit.add", { number });
  head.fewer.parentElement?.setAttribute("aria-label", state.text("layer.neurons", { number }));
  limitButton(head.more, units >= mostUnits ? state.text("limit.units", { most: mostUnits }) : "", head.more.ariaLabel);
}

/**
 * A button at a limit stays where it is and says why; it keeps the focus, so it is not `disabled`.
 * @param {HTMLElement} button
 * @param {string} reason empty when there is none
 * @param {string} title otherwise
 */
export function limitButton(button, reason, title) {
  button.title = reason || title;
  if (reason) {
    button.setAttribute("aria-disabled", "true");
    button.setAttribute("aria-description", reason);
  } else {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("aria-description");
  }
}

/** @param {Element} button */
export function isLimited(button) {
  return button.getAttribute("aria-disabled") === "true";
}

/**
 * @param {HTMLElement} element
 * @param {Place} place
 */
export function moveTo(element, { x, y }) {
  element.style.transform = `translate(${x}px, ${y}px)`;
}

/**
 * @param {Element | null | undefined} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}
