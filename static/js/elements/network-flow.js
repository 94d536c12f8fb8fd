// Dots on the links while training goes phase by phase: right in the forward phase, left in backpropagation. They say what one example sends
// along each link (flow.js); at any faster speed they would lie about time, so there are none.

import { backwardFlow, forwardFlow } from "../flow.js";
import { parameterSlots } from "../parameter-layout.js";
import { themeColors } from "../theme-colors.js";
import { fitCanvas } from "./fit-canvas.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {import("../charts/links.js").Gap} Gap
 */

/** Milliseconds that the dots of one gap are on their way; a deep network's wave still fits its phase. */
const GAP_TIME = 420;
const LONGEST_WAVE = 900;
/** More dots than this would hide the links they run on: then only the largest. */
const MOST_DOTS = 240;

export class NetworkFlow {
  #phase = "";
  #step = -1;
  #frame = 0;

  /**
   * @param {HTMLCanvasElement} canvas over the links
   * @param {BoardState} state
   * @param {() => Gap[]} findGaps where the links are now
   * @param {(layer: number | null) => void} onLeave told which layer dots are leaving, null at the end
   */
  constructor(canvas, state, findGaps, onLeave) {
    this.canvas = canvas;
    this.state = state;
    this.findGaps = findGaps;
    this.onLeave = onLeave;
  }

  /** A new phase of a run that goes phase by phase starts a wave; anything else ends it. */
  update() {
    const { frame, runState, speed } = this.state;
    const isSlow = frame !== null && runState !== "diverged" && (runState !== "playing" || speed === "slow");
    const phase = isSlow ? frame.phase : "";
    const step = frame?.step ?? -1;
    if (phase === this.#phase && step === this.#step) return;
    [this.#phase, this.#step] = [phase, step];
    this.end();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    if (phase === "forward" || phase === "backward") this.#start(phase === "backward");
  }

  end() {
    cancelAnimationFrame(this.#frame);
    this.canvas.getContext("2d")?.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.onLeave(null);
  }

  /** @param {boolean} isBackward */
  #start(isBackward) {
    const { points, parameters, sizes, spec } = this.state;
    if (points.train.length < 3 || parameterSlots(sizes, spec.layers).length !== parameters.length) return;
    const [x1 = 0, x2 = 0, label = 0] = points.train;
    const flows = (isBackward ? backwardFlow : forwardFlow)(this.state, { x1, x2, label });
    if (!flows) return;
    const time = Math.min(GAP_TIME * flows.length, LONGEST_WAVE);
    const began = performance.now();
    const draw = () => {
      const share = (performance.now() - began) / time;
      if (share >= 1) return this.end();
      const place = share * flows.length;
      const inGap = Math.floor(place);
      const index = isBackward ? flows.length - 1 - inGap : inGap;
      this.#draw(flows[index] ?? new Float64Array(), this.findGaps()[index], isBackward ? 1 - (place - inGap) : place - inGap);
      this.onLeave(isBackward ? index + 1 : index);
      this.#frame = requestAnimationFrame(draw);
    };
    draw();
  }

  /**
   * @param {Float64Array} flow (units, inputs)
   * @param {Gap | undefined} gap
   * @param {number} share of the way from the input to the unit
   */
  #draw(flow, gap, share) {
    const fitted = fitCanvas(this.canvas);
    if (!fitted || !gap || gap.inputs * gap.units !== flow.length) return;
    const { context } = fitted;
    const { css } = themeColors();
    const sizes = flow.map(Math.abs).sort();
    const largest = sizes.at(-1) || 1;
    const least = sizes.at(-MOST_DOTS) ?? 0;
    context.strokeStyle = css.stage;
    context.lineWidth = 1.5;
    flow.forEach((value, place) => {
      if (Math.abs(value) < least) return;
      const [unit, input] = [Math.floor(place / gap.inputs), place % gap.inputs];
      const [fromX, fromY] = [gap.from[2 * input] ?? 0, gap.from[2 * input + 1] ?? 0];
      const [toX, toY] = [gap.to[2 * unit] ?? 0, gap.to[2 * unit + 1] ?? 0];
      context.beginPath();
      context.arc(fromX + (toX - fromX) * share, fromY + (toY - fromY) * share, 2.5 + 3.5 * Math.sqrt(Math.abs(value) / largest), 0, 2 * Math.PI);
      context.fillStyle = value < 0 ? css.neg : css.pos;
      context.fill();
      context.stroke();
    });
  }
}
