// The menu of a hidden layer: activation function, initial weights, dropout, normalization, and removing it.

import { make, makeIcon } from "./make.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @import { DlpNetwork } from "./network.js"
 */

/** As in playground/engine/spec.py. */
const ACTIVATIONS = ["linear", "tanh", "sigmoid", "relu", "leaky_relu", "elu", "gelu", "silu", "softplus", "sine"];
const INITIALS = ["uniform", "normal", "xavier", "he", "zero", "constant"];
const NORMS = ["none", "batch", "layer"];
const DROPOUTS = [0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90];

/**
 * Opens the menu of hidden layer `layer` under its button, or closes it when it is open there.
 * @param {DlpNetwork} network
 * @param {number} layer from 0
 * @param {HTMLElement} button
 */
export function openLayerMenu(network, layer, button) {
  const open = network.querySelector(".layer-menu");
  open?.remove();
  network.querySelector(".layer-name[aria-expanded]")?.removeAttribute("aria-expanded");
  if (open instanceof HTMLElement && open.dataset["layer"] === String(layer)) return;
  const { state } = network;
  const ended = new AbortController();
  const close = () => {
    ended.abort();
    menu.remove();
    button.removeAttribute("aria-expanded");
  };
  const leave = () => {
    close();
    button.focus();
  };
  const menu = makeMenu(state, layer, leave);
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
  });
  // Pressing anywhere else closes it; its own button does so by itself.
  document.addEventListener("pointerdown", (event) => {
    if (event.target instanceof Node && !menu.contains(event.target) && !button.contains(event.target)) close();
  }, { signal: ended.signal });
  const layers = state.spec.layers.length;
  state.addEventListener("spec", () => (state.spec.layers.length === layers ? tellMenu(menu, state, layer) : close()), { signal: ended.signal });
  button.ariaExpanded = "true";
  network.append(menu);
  const [box, room] = [button.getBoundingClientRect(), network.getBoundingClientRect()];
  menu.style.left = `${Math.max(8, Math.min(box.left - room.left - 6, room.width - menu.offsetWidth - 8))}px`;
  menu.style.top = `${box.bottom - room.top + 34}px`;
  menu.querySelector("select")?.focus({ preventScroll: true });
}

/**
 * @param {BoardState} state
 * @param {number} layer
 * @param {() => void} leave
 */
function makeMenu(state, layer, leave) {
  const number = layer + 1;
  const name = state.text("layer.name", { number });
  const close = make("button", { class: "popover-close", type: "button", click: leave }, makeIcon("close"));
  close.ariaLabel = state.text("card.close");
  const row = (/** @type {string} */ field, /** @type {(string | number)[]} */ choices, /** @type {(choice: string | number) => string} */ say) => {
    const select = make("select", {}, ...choices.map((choice) => make("option", { value: choice }, say(choice))));
    select.dataset["layerField"] = field;
    select.addEventListener("change", () => {
      const value = typeof choices[0] === "number" ? Number(select.value) : select.value;
      state.command("set", { field: `layers.${layer}.${field}`, value }).catch(() => tellMenu(menu, state, layer));
    });
    return make("label", { class: "row pick" }, make("span", {}, state.text(`layer.${field}`)), make("span", { class: "pick-box" }, select));
  };
  const remove = make("button", { class: "btn", type: "button" }, state.text("layer.remove.this"));
  remove.addEventListener("click", () => {
    leave();
    state.command("layer.remove", { index: layer }).catch(() => undefined);
  });
  const menu = make("div", { class: "popover layer-menu", role: "dialog", "aria-label": name },
    make("div", { class: "popover-head" }, make("h3", {}, name), close),
    row("activation", ACTIVATIONS, (choice) => state.text(`activation.${choice}`)),
    row("initial", INITIALS, (choice) => state.text(`initial.${choice}`)),
    row("dropout", DROPOUTS, (choice) => state.number(Number(choice) / 100, { digits: 0, percent: true })),
    row("norm", NORMS, (choice) => state.text(`norm.${choice}`)),
    remove);
  menu.dataset["layer"] = String(layer);
  tellMenu(menu, state, layer);
  return menu;
}

/**
 * Shows what the spec says.
 * @param {HTMLElement} menu
 * @param {BoardState} state
 * @param {number} layer
 */
function tellMenu(menu, state, layer) {
  const values = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (state.spec.layers[layer] ?? {}));
  for (const select of menu.querySelectorAll("select")) {
    const value = String(values[select.dataset["layerField"] ?? ""]);
    if (![...select.options].some((option) => option.value === value)) {
      select.append(make("option", { value }, state.number(Number(value) / 100, { digits: 0, percent: true })));
    }
    select.value = value;
  }
}
