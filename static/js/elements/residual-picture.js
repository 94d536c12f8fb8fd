// The histogram of residuals: bars in the colors of their sign around zero. Numbers: charts/residuals.js.

import { linearScale } from "../charts/scales.js";
import { themeColors } from "../theme-colors.js";
import { fitCanvas } from "./fit-canvas.js";

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{bins: import("../charts/residuals.js").Bin[]}} histogram
 * @param {import("../board-state.js").BoardState} state
 */
export function drawResiduals(canvas, { bins }, state) {
  const fitted = fitCanvas(canvas);
  const [first, last] = [bins[0], bins.at(-1)];
  if (!fitted || !first || !last) return;
  const { context, width, height } = fitted;
  const { css } = themeColors();
  const floor = height - 18;
  const tallest = Math.max(1, ...bins.map((bin) => bin.count));
  const x = linearScale([first.low, last.high], [4, width - 4]);
  const y = linearScale([0, tallest], [floor, 14]);
  for (const bin of bins) {
    const middle = (bin.low + bin.high) / 2;
    const isMiddle = bin.low < 0 && bin.high > 0;
    context.fillStyle = isMiddle ? css["ink-3"] : middle < 0 ? css.neg : css.pos;
    const left = x(bin.low) + 1;
    context.fillRect(left, y(bin.count), x(bin.high) - left, floor - y(bin.count));
  }
  context.strokeStyle = css["line-2"];
  context.beginPath();
  context.moveTo(0, floor + 0.5);
  context.lineTo(width, floor + 0.5);
  context.stroke();
  context.fillStyle = css["ink-2"];
  for (const [value, align] of /** @type {[number, CanvasTextAlign][]} */ ([[first.low, "left"], [0, "center"], [last.high, "right"]])) {
    context.textAlign = align;
    context.fillText(value === 0 ? "0" : state.number(value, { fine: true }), x(value), height - 4);
  }
  context.textAlign = "left";
  context.fillText(state.number(tallest, { digits: 0 }), x((first.low + last.high) / 2) + (width - 8) / bins.length / 2 + 4, 12);
}
