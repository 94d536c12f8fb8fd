// The page's color tokens (css/tokens.css) as numbers and CSS colors, read again when the theme changes.

import { buildLut } from "./charts/colors.js";

/**
 * @typedef {import("./charts/colors.js").Rgb} Rgb
 * @typedef {"neg"|"zero"|"pos"|"class-3"|"class-4"|"ink"|"ink-2"|"ink-3"|"line"|"line-2"|"stage"|"accent"|"alert"} Token
 * @typedef {{rgb: Record<Token, Rgb>, css: Record<Token, string>, lut: Uint32Array}} ThemeColors
 */

/** @type {Token[]} */
const TOKENS = ["neg", "zero", "pos", "class-3", "class-4", "ink", "ink-2", "ink-3", "line", "line-2", "stage", "accent", "alert"];

/** @type {ThemeColors | null} */
let current = null;
/** @type {Set<() => void>} */
const listeners = new Set();

/** @returns {ThemeColors} */
export function themeColors() {
  current ??= readColors();
  return current;
}

/**
 * Calls `listener` after every change of theme until `signal` ends it.
 * @param {() => void} listener
 * @param {AbortSignal} signal
 */
export function onTheme(listener, signal) {
  listeners.add(listener);
  signal.addEventListener("abort", () => listeners.delete(listener));
}

/** @returns {ThemeColors} */
function readColors() {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.hidden = true;
  const colors = /** @type {ThemeColors} */ ({ rgb: {}, css: {} });
  for (const token of TOKENS) {
    probe.style.color = `var(--${token})`;
    const css = getComputedStyle(probe).color;
    const [red = 0, green = 0, blue = 0] = (css.match(/[\d.]+/g) ?? []).map(Number);
    colors.rgb[token] = [red, green, blue];
    colors.css[token] = css;
  }
  probe.remove();
  colors.lut = buildLut(colors.rgb);
  return colors;
}

function themeChanged() {
  current = null;
  for (const listener of listeners) listener();
}

if (typeof matchMedia === "function") {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", themeChanged);
  // The page's own switch sets the root's color-scheme, by attribute or by style.
  new MutationObserver(themeChanged).observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class", "data-theme"] });
}
