// Tests of static/js/charts/links.js: a context that writes down what is drawn.
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawLinks, leastDrawn, linkStyle } from "../../../static/js/charts/links.js";

/** A drawing context that keeps each stroked line with its style. */
function makeContext() {
  const strokes = [];
  let path = [];
  return {
    strokes, dash: [],
    setTransform() {}, clearRect() {}, fill() {},
    setLineDash(dash) { this.dash = dash; },
    beginPath() { path = []; },
    moveTo(x, y) { path.push([x, y]); },
    lineTo(x, y) { path.push([x, y]); },
    stroke() { strokes.push({ path, color: this.strokeStyle, width: this.lineWidth, opacity: this.globalAlpha, dash: this.dash }); },
  };
}

const colors = { neg: "orange", pos: "blue", line: "grey" };
const gap = { offset: 1, inputs: 2, units: 1, from: Float32Array.of(0, 0, 0, 10), to: Float32Array.of(50, 5) };
const layout = { width: 100, height: 50, ratio: 2, gaps: [gap], arrows: [], colors };

test("each weight is a line from its input to its unit, colored by sign", () => {
  const context = makeContext();
  drawLinks(context, layout, Float32Array.of(9, 1, -2), { gap: -1, unit: 0 });
  assert.deepEqual(context.strokes.map(({ path, color }) => ({ path, color })), [
    { path: [[0, 0], [50, 5]], color: "blue" },
    { path: [[0, 10], [50, 5]], color: "orange" },
  ]);
  assert.ok(context.strokes[1].width > context.strokes[0].width);
});

test("links of others fade while a unit is chosen", () => {
  const parameters = Float32Array.of(0, 1, 1, 1, 1);
  const two = { ...layout, gaps: [{ ...gap, units: 2, to: Float32Array.of(50, 0, 50, 10) }] };
  const context = makeContext();
  drawLinks(context, two, parameters, { gap: 0, unit: 1 });
  const [first, , third] = context.strokes;
  assert.ok(Math.abs(first.opacity / third.opacity - 0.3) < 1e-9);
});

test("a weight that is no number is a grey dashed line", () => {
  const context = makeContext();
  drawLinks(context, layout, Float32Array.of(0, NaN, 1), { gap: -1, unit: 0 });
  assert.deepEqual([context.strokes[0].color, context.strokes[0].dash], ["grey", [3, 4]]);
});

test("parameters of another shape draw nothing", () => {
  const context = makeContext();
  drawLinks(context, layout, Float32Array.of(0, 1), { gap: -1, unit: 0 });
  assert.deepEqual(context.strokes, []);
});

test("in a dense gap only the strongest links are drawn", () => {
  const inputs = 64;
  const dense = { offset: 0, inputs, units: 64, from: new Float32Array(2 * inputs), to: new Float32Array(128) };
  const parameters = Float32Array.from({ length: 4096 }, (_, index) => (index + 1) / 4096);
  const context = makeContext();
  drawLinks(context, { ...layout, gaps: [dense] }, parameters, { gap: -1, unit: 0 });
  assert.equal(context.strokes.length, 400);
});

test("a stronger weight is wider and less transparent, a crowd fainter", () => {
  const [weak, strong, crowded] = [linkStyle(0.1, 8), linkStyle(3, 8), linkStyle(3, 800)];
  assert.ok(strong.width > weak.width && strong.opacity > weak.opacity && crowded.opacity < strong.opacity);
  assert.ok(linkStyle(1e9, 8).width <= 3);
});

test("few links are all drawn", () => {
  assert.equal(leastDrawn(Float32Array.of(3, -1, 2), 3), 0);
  assert.equal(leastDrawn(Float32Array.of(3, -1, 2), 2), 2);
});
