// What is drawn over the curve: the ends of its axis, marks of changes with their words, the last point, the cross where a run diverged.

import { superscript } from "../numbers.js";
import { themeColors } from "../theme-colors.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @import Plot from "uplot"
 */

const MOST_LINES = 5;

/**
 * Draws in pixels of the canvas, as uPlot does.
 * @param {Plot} plot
 * @param {BoardState} state
 * @param {string} font
 */
export function drawOver(plot, state, font) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio || 1;
  const floor = bbox.top + bbox.height + 16 * ratio;
  ctx.save();
  ctx.font = font;
  ctx.fillStyle = themeColors().css["ink-2"];
  ctx.textBaseline = "alphabetic";
  ctx.textAlign = "left";
  ctx.fillText("0", bbox.left, floor);
  ctx.textAlign = "right";
  const epochs = state.number(plot.scales["x"]?.max ?? 0, { digits: 0 });
  ctx.fillText(state.text("curve.epochs", { epochs }), bbox.left + bbox.width, floor);
  drawMarks(plot, state, ratio);
  drawEnd(plot, state, ratio);
  ctx.restore();
}

/**
 * A dashed line at every change; words that would run into others stand a line lower. Of the same change many times in
 * a row (a slider held, neurons added) the last has words, and where every line is taken there are none.
 * @param {Plot} plot
 * @param {BoardState} state
 * @param {number} ratio
 */
function drawMarks({ ctx, bbox, valToPos }, state, ratio) {
  const { css } = themeColors();
  const busyUntil = Array(MOST_LINES).fill(-Infinity);
  ctx.lineCap = "butt";
  ctx.textAlign = "left";
  ctx.lineWidth = ratio;
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  for (const [index, mark] of state.marks.entries()) {
    const x = Math.round(valToPos(mark.epoch, "x", true));
    ctx.strokeStyle = css["ink-3"];
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const words = markWords(mark, state);
    const width = ctx.measureText(words).width;
    const runsOut = x + 5 * ratio + width > bbox.left + bbox.width;
    const start = runsOut ? x - 5 * ratio - width : x + 5 * ratio;
    const next = state.marks[index + 1];
    if (next?.field === mark.field && valToPos(next.epoch, "x", true) - x < width) continue;
    const line = busyUntil.findIndex((end) => end <= start);
    if (line < 0) continue;
    busyUntil[line] = start + width + 6 * ratio;
    ctx.fillStyle = css["ink-2"];
    ctx.fillText(words, start, bbox.top + (22 + line * 15) * ratio);
  }
  ctx.setLineDash([]);
}

/**
 * What was changed, in the learner's words: "rate 0.1".
 * @param {import("../board-state.js").Mark} mark
 * @param {BoardState} state
 */
function markWords({ field, value }, state) {
  const isKind = typeof value === "object" && value !== null && "kind" in value;
  const name = field.replace(/\.\d+(?=\.|$)/g, "");
  const changed = isKind ? value.kind : value;
  const key = [`mark.${name}.kind`, `mark.${name}`].find((candidate) => (isKind || candidate === `mark.${name}`) && state.hasText(candidate));
  if (!key) return state.text("mark.other");
  const choice = `choice.${changed}`;
  const shown = typeof changed === "string" && state.hasText(choice) ? state.text(choice) : changed;
  return state.text(key, { value: typeof shown === "object" ? "" : shown });
}

/**
 * @param {Plot} plot
 * @param {BoardState} state
 * @param {number} ratio
 */
function drawEnd({ ctx, bbox, data, valToPos }, state, ratio) {
  const { css } = themeColors();
  const values = data[2] ?? [];
  const index = values.findLastIndex((value) => value !== null && value !== undefined);
  if (index < 0) return;
  const x = valToPos(/** @type {number} */ (data[0][index]), "x", true);
  const y = Math.max(bbox.top, valToPos(/** @type {number} */ (values[index]), "y", true));
  ctx.beginPath();
  if (state.runState !== "diverged") {
    ctx.fillStyle = css.ink;
    ctx.arc(x, y, 3 * ratio, 0, 2 * Math.PI);
    return ctx.fill();
  }
  const [top, arm] = [bbox.top + 5 * ratio, 4 * ratio];
  ctx.strokeStyle = css.alert;
  ctx.lineWidth = 2 * ratio;
  ctx.moveTo(x, y);
  ctx.lineTo(x, top);
  ctx.moveTo(x - arm, top - arm);
  ctx.lineTo(x + arm, top + arm);
  ctx.moveTo(x - arm, top + arm);
  ctx.lineTo(x + arm, top - arm);
  ctx.stroke();
}

/**
 * A number on the vertical axis, with as many digits as it has.
 * @param {number} tick
 * @param {"zero" | "share" | "log"} kind
 * @param {BoardState} state
 */
export function tickLabel(tick, kind, state) {
  if (kind === "share") return state.number(tick, { digits: 0, percent: true });
  if (kind === "log" && (tick >= 1e4 || tick < 0.01)) return `10${superscript(Math.round(Math.log10(tick)))}`;
  if (tick >= 1e5) return state.number(tick, { fine: true });
  let digits = 0;
  while (digits < 9 && Math.abs(Number(tick.toFixed(digits)) - tick) > tick * 1e-6) digits++;
  return state.number(tick, { digits });
}
