// The worker that draws the links between neurons, so that the page stays free; elements/network-links.js says what to draw.

import { drawLinks } from "./charts/links.js";

/**
 * @typedef {import("./charts/links.js").LinksLayout} LinksLayout
 * @typedef {import("./charts/links.js").Chosen} Chosen
 * @typedef {{type: "start", canvas: OffscreenCanvas} | ({type: "layout"} & LinksLayout) | {type: "weights", parameters: Float32Array} | ({type: "chosen"} & Chosen)} LinksMessage
 * @typedef {{onmessage: ((event: MessageEvent) => void) | null}} WorkerScope
 */

/** Milliseconds between two drawings of weights while they change all the time. */
const WEIGHTS_INTERVAL = 50;

const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (self));
/** @type {OffscreenCanvas | null} */
let canvas = null;
/** @type {LinksLayout | null} */
let layout = null;
let parameters = new Float32Array();
/** @type {Chosen} */
let chosen = { gap: -1, unit: 0 };
let isAsked = false;
let drawnAt = -Infinity;

scope.onmessage = (/** @type {MessageEvent<LinksMessage>} */ { data }) => {
  if (data.type === "start") canvas = data.canvas;
  else if (data.type === "layout") layout = data;
  else if (data.type === "weights") parameters = new Float32Array(data.parameters);
  else chosen = data;
  ask(data.type === "weights");
};

/** @param {boolean} mayWait weights may; neurons on their way to another place and what was pressed may not */
function ask(mayWait) {
  if (isAsked) return;
  const wait = mayWait ? drawnAt + WEIGHTS_INTERVAL - performance.now() : 0;
  isAsked = wait <= 0;
  if (isAsked) requestAnimationFrame(draw);
  else setTimeout(() => ask(false), wait);
}

function draw() {
  isAsked = false;
  drawnAt = performance.now();
  const context = canvas?.getContext("2d");
  if (!canvas || !context || !layout) return;
  const width = Math.round(layout.width * layout.ratio);
  const height = Math.round(layout.height * layout.ratio);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  drawLinks(context, layout, parameters, chosen);
}
