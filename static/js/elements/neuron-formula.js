// What a neuron computes, in MathML: its weighted sum, its normalization and its activation function. elements/neuron-card.js shows it.

import { math } from "../feature-math.js";

/**
 * z = sum of w_i x_i + b (x from features, a from the layer before).
 * @param {"x" | "a"} input
 */
export function sumFormula(input) {
  const indexed = (/** @type {string} */ name) => math("msub", math("mi", name), math("mi", "i"));
  const sum = math("munder", math("mo", "∑"), math("mi", "i"));
  return formula(math("mi", "z"), math("mo", "="), sum, indexed("w"), indexed(input), math("mo", "+"), math("mi", "b"));
}

/**
 * a = f(z), or f of the normalized z.
 * @param {string} activation in the learner's words
 * @param {boolean} isNormalized
 */
export function activationFormula(activation, isNormalized) {
  const name = math("mi", activation);
  name.setAttribute("mathvariant", "normal");
  const hat = () => math("mover", math("mi", "z"), math("mo", "ˆ"));
  return formula(math("mi", "a"), math("mo", "="), name, bracket("("), isNormalized ? hat() : math("mi", "z"), bracket(")"));
}

/** @param {string} sign */
function bracket(sign) {
  const element = math("mo", sign);
  element.setAttribute("stretchy", "false");
  return element;
}

/** @param {Element[]} parts */
function formula(...parts) {
  return math("math", math("mrow", ...parts));
}
