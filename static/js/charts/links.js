// Links between layers as straight lines: width and opacity by weight, color by sign. Pure: draws on the context it is given
// (the worker's in links-worker.js, the page's where a browser has no OffscreenCanvas).

/**
 * @typedef {object} Gap the links between two neighboring layers
 * @property {number} offset index of the first weight in the flat parameters, row-major (units, inputs)
 * @property {number} inputs
 * @property {number} units
 * @property {Float32Array} from x, y of each input's end
 * @property {Float32Array} to x, y of each unit's end
 *
 * @typedef {{x1: number, y1: number, x2: number, y2: number}} Arrow
 *
 * @typedef {object} LinksLayout
 * @property {number} width CSS pixels
 * @property {number} height
 * @property {number} ratio device pixels a CSS pixel
 * @property {Gap[]} gaps
 * @property {Arrow[]} arrows from the outputs to the result
 * @property {{neg: string, pos: string, line: string}} colors
 *
 * @typedef {{gap: number, unit: number}} Chosen the unit whose incoming links stand out; gap -1 for none
 *
 * @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context
 */

/** At most so many links are drawn in one gap. */
const MOST_LINKS = 400;
/** And at most so many in all. */
const MOST_LINKS_IN_ALL = 1800;
const OTHERS_OPACITY = 0.3;
const SHORTEST_ARROW = 9;

/**
 * How a weight is drawn: an absolute scale, so that links visibly grow while learning.
 * @param {number} weight finite
 * @param {number} numLinks in its gap
 */
export function linkStyle(weight, numLinks) {
  const strength = Math.tanh(Math.abs(weight) / 1.4);
  const crowd = Math.min(1, Math.max(0.35, Math.sqrt(30 / numLinks)));
  return { width: 0.6 + 2.4 * strength, opacity: (0.16 + 0.74 * strength) * crowd };
}

/**
 * The size from which a weight is among the `most` largest (0: all are).
 * @param {Float32Array} weights
 * @param {number} most
 */
export function leastDrawn(weights, most) {
  if (weights.length <= most) return 0;
  const sizes = weights.map(Math.abs).sort();
  return sizes[sizes.length - most] ?? 0;
}

/**
 * @param {Context} context
 * @param {LinksLayout} layout
 * @param {Float32Array} parameters flat
 * @param {Chosen} chosen
 */
export function drawLinks(context, layout, parameters, chosen) {
  context.setTransform(layout.ratio, 0, 0, layout.ratio, 0, 0);
  context.clearRect(0, 0, layout.width, layout.height);
  context.lineCap = "round";
  const most = Math.min(MOST_LINKS, Math.ceil(MOST_LINKS_IN_ALL / Math.max(1, layout.gaps.length)));
  layout.gaps.forEach((gap, index) => drawGap(context, gap, index, parameters, chosen, layout.colors, most));
  context.globalAlpha = 1;
  for (const arrow of layout.arrows) drawArrow(context, arrow, layout.colors.line);
}

/**
 * @param {Context} context
 * @param {Gap} gap
 * @param {number} index of the gap
 * @param {Float32Array} parameters
 * @param {Chosen} chosen
 * @param {LinksLayout["colors"]} colors
 * @param {number} most
 */
function drawGap(context, gap, index, parameters, chosen, colors, most) {
  const numLinks = gap.inputs * gap.units;
  const weights = parameters.subarray(gap.offset, gap.offset + numLinks);
  if (weights.length < numLinks) return;
  const least = leastDrawn(weights, most);
  for (let unit = 0; unit < gap.units; unit++) {
    const mine = chosen.gap === index && chosen.unit === unit;
    for (let input = 0; input < gap.inputs; input++) {
      const weight = /** @type {number} */ (weights[unit * gap.inputs + input]);
      if (Math.abs(weight) < least && !mine) continue;
      const isNumber = Number.isFinite(weight);
      const style = isNumber ? linkStyle(weight, numLinks) : { width: 1, opacity: 1 };
      context.globalAlpha = style.opacity * (chosen.gap < 0 || mine ? 1 : OTHERS_OPACITY);
      context.lineWidth = style.width;
      context.strokeStyle = isNumber ? (weight < 0 ? colors.neg : colors.pos) : colors.line;
      context.setLineDash(isNumber ? [] : [3, 4]);
      context.beginPath();
      context.moveTo(/** @type {number} */ (gap.from[2 * input]), /** @type {number} */ (gap.from[2 * input + 1]));
      context.lineTo(/** @type {number} */ (gap.to[2 * unit]), /** @type {number} */ (gap.to[2 * unit + 1]));
      context.stroke();
    }
  }
  context.setLineDash([]);
}

/**
 * @param {Context} context
 * @param {Arrow} arrow
 * @param {string} color
 */
function drawArrow(context, { x1, y1, x2, y2 }, color) {
  if (x2 - x1 < SHORTEST_ARROW) return;
  context.strokeStyle = context.fillStyle = color;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2 - 6, y2);
  context.stroke();
  context.beginPath();
  context.moveTo(x2, y2);
  context.lineTo(x2 - 7, y2 - 4);
  context.lineTo(x2 - 7, y2 + 4);
  context.fill();
}
