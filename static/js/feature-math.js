// Input features as they are named, written in MathML and seen over the plane. Names of the spec; formulas in playground/engine/datasets/features.py.

const MATHML = "http://www.w3.org/1998/Math/MathML";

/**
 * @typedef {object} Feature
 * @property {(x1: number, x2: number) => number} compute
 * @property {number} scale its size near the edge of the plane, so that its picture uses the whole range of colors
 * @property {string} plain as text; {sin} and {cos} are words of the language
 */

/** @type {Record<string, Feature>} */
export const FEATURES = {
  x1: { compute: (x1) => x1, scale: 5, plain: "x₁" },
  x2: { compute: (_, x2) => x2, scale: 5, plain: "x₂" },
  x1x1: { compute: (x1) => x1 * x1, scale: 14, plain: "x₁²" },
  x2x2: { compute: (_, x2) => x2 * x2, scale: 14, plain: "x₂²" },
  x1x2: { compute: (x1, x2) => x1 * x2, scale: 14, plain: "x₁x₂" },
  sinx1: { compute: (x1) => Math.sin(x1), scale: 1, plain: "{sin} x₁" },
  sinx2: { compute: (_, x2) => Math.sin(x2), scale: 1, plain: "{sin} x₂" },
  cosx1: { compute: (x1) => Math.cos(x1), scale: 1, plain: "{cos} x₁" },
  cosx2: { compute: (_, x2) => Math.cos(x2), scale: 1, plain: "{cos} x₂" },
  radius: { compute: Math.hypot, scale: 6, plain: "r" },
};

export const FEATURE_NAMES = Object.keys(FEATURES);
/** The features TensorFlow Playground has; the rest stand behind a button. */
export const FIRST_FEATURES = 7;

/**
 * @param {string} name
 * @param {{sin: string, cos: string}} words
 */
export function featureText(name, words) {
  return (FEATURES[name]?.plain ?? name).replace("{sin}", words.sin).replace("{cos}", words.cos);
}

/**
 * The feature's name as text with its variables in italics.
 * @param {string} name
 * @param {{sin: string, cos: string}} words
 * @returns {(Node | string)[]}
 */
export function featureMarkup(name, words) {
  return featureText(name, words)
    .split(/(x(?=[₁₂])|r$)/)
    .map((part, index) => {
      if (index % 2 === 0) return part;
      const variable = document.createElement("i");
      variable.textContent = part;
      return variable;
    });
}

/**
 * The feature over the plane as bytes for a lookup table, row 0 at the top.
 * @param {string} name
 * @param {number} size
 * @returns {Uint8Array}
 */
export function featureField(name, size) {
  const feature = FEATURES[name];
  return Uint8Array.from({ length: size * size }, (_, place) => {
    const x1 = (((place % size) + 0.5) / size) * 12 - 6;
    const x2 = 6 - ((Math.floor(place / size) + 0.5) / size) * 12;
    const value = feature ? feature.compute(x1, x2) / feature.scale : 0;
    return Math.round((Math.min(1, Math.max(-1, value)) + 1) * 127.5);
  });
}

/**
 * @param {string} tag
 * @param {(Node | string)[]} children
 * @returns {Element}
 */
export function math(tag, ...children) {
  const element = document.createElementNS(MATHML, tag);
  element.append(...children);
  return element;
}

/**
 * The feature's name in MathML, to stand inside a row of a formula.
 * @param {string} name
 * @param {{sin: string, cos: string}} words
 * @returns {Element}
 */
export function featureMath(name, words) {
  const variable = (/** @type {string} */ index) => math("msub", math("mi", "x"), math("mn", index));
  const squared = (/** @type {string} */ index) => math("msubsup", math("mi", "x"), math("mn", index), math("mn", "2"));
  const index = name.at(-1) ?? "";
  if (name === "radius") return math("mi", "r");
  if (name === "x1x1" || name === "x2x2") return squared(index);
  if (name === "x1x2") return math("mrow", variable("1"), variable("2"));
  if (name.startsWith("sin") || name.startsWith("cos")) {
    const space = math("mspace");
    space.setAttribute("width", "0.2em");
    return math("mrow", math("mi", name.startsWith("sin") ? words.sin : words.cos), space, variable(index));
  }
  return variable(index);
}
