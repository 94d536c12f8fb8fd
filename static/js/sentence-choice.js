// Which one thing the sentence under the network says. Pure: a moment in, the key of a text with its values out; elements/sentence.js shows it.

import { batchSize, numTrain } from "./spec-fields.js";

/**
 * @typedef {import("./board-state.js").Refusal} Refusal
 * @typedef {import("./board-state.js").Notice} Notice
 * @typedef {import("./board-state.js").Phase} Phase
 * @typedef {import("./tasks.js").Spec} Spec
 * @typedef {import("./hints.js").Hint} Hint
 * @typedef {{label: string, params?: Record<string, number | string>, act: "reload" | "restart" | "anyway"}} Remedy
 *
 * @typedef {object} Said
 * @property {string} key of the text
 * @property {Record<string, unknown>} [params]
 * @property {boolean} [isAlert]
 * @property {Remedy} [remedy] the button beside it
 *
 * @typedef {object} Moment
 * @property {Spec} spec
 * @property {string} task
 * @property {"connecting" | "open" | "lost"} connection
 * @property {boolean} isWaiting for an answer, longer than one notices
 * @property {Notice | null} lostBecause
 * @property {Hint | null} caution what a control refused
 * @property {Refusal | null} refusal still fresh
 * @property {Notice | null} notice still fresh
 * @property {string[]} corrections of the address
 * @property {string} runState
 * @property {number} epoch
 * @property {number | null} testLoss
 * @property {number} rate the learning rate now
 * @property {Phase | null} phase lit on the ribbon
 * @property {Hint | null} hint
 */

/** Codes after which only a reload helps. */
const RELOAD = ["reload", "run_failed", "gone", "token", "policy"];
/** A rate from which another start is likely to fare better. */
const SAFE_RATE = 0.03;

/**
 * @param {Moment} moment
 * @returns {Said}
 */
export function chooseSentence(moment) {
  return sayTrouble(moment) ?? sayAnswer(moment) ?? sayProgress(moment);
}

/** @param {Moment} moment @returns {Said | null} */
function sayTrouble({ connection, lostBecause, isWaiting, caution, runState, spec, epoch, rate }) {
  if (connection === "lost") {
    const remedy = /** @type {Remedy} */ ({ label: "sentence.reload", act: "reload" });
    if (!lostBecause || lostBecause.code === "lost") return { key: "sentence.lost" };
    if (RELOAD.includes(lostBecause.code)) return { key: "sentence.notice", params: { notice: lostBecause }, remedy };
    return { key: "sentence.notice", params: { notice: lostBecause } };
  }
  if (isWaiting && connection === "connecting") return { key: "sentence.connecting" };
  if (caution) return { ...caution, remedy: { label: "hint.anyway", act: "anyway" } };
  if (runState === "diverged") return sayDiverged(spec, epoch, rate);
  return null;
}

/**
 * @param {Spec} spec
 * @param {number} epoch
 * @param {number} rate
 * @returns {Said}
 */
function sayDiverged(spec, epoch, rate) {
  const params = { epoch: Math.floor(epoch), rate: spec.training.learning_rate };
  const slower = slowerRate(spec.training.learning_rate);
  if (slower === null) return { key: "sentence.diverged.weights", params, isAlert: true, remedy: { label: "remedy.reset", act: "restart" } };
  const key = params.epoch > 0 ? "sentence.diverged" : "sentence.diverged.first";
  return { key, params: { ...params, rate: rate || params.rate }, isAlert: true, remedy: { label: "remedy.rate", params: { rate: slower }, act: "restart" } };
}

/**
 * The rate to begin again with after a run that diverged; null where the rate is not to blame.
 * @param {number} rate
 */
export function slowerRate(rate) {
  if (rate > SAFE_RATE) return rate > 10 * SAFE_RATE ? SAFE_RATE : Number((rate / 10).toPrecision(1));
  return rate > 0.001 ? Number((rate / 10).toPrecision(1)) : null;
}

/** @param {Moment} moment @returns {Said | null} */
function sayAnswer({ refusal, notice, corrections, runState, epoch }) {
  if (refusal) return { key: "sentence.refused", params: { refusal } };
  if (notice) return { key: "sentence.notice", params: { notice } };
  if (corrections.length > 0 && runState === "ready" && epoch === 0) return { key: "sentence.notice", params: { reason: corrections.join(" ") } };
  return null;
}

/** @param {Moment} moment @returns {Said} */
function sayProgress({ spec, task, runState, epoch, testLoss, phase, hint }) {
  const whole = Math.floor(epoch);
  if (runState === "finished") return sayStopped(spec, whole, testLoss);
  if (phase) return { key: `sentence.phase.${phase}` };
  if (hint && runState !== "ready") return hint;
  if (runState === "playing") return sayTraining(spec);
  if (runState === "paused") return whole > 0 ? { key: "sentence.paused", params: { epoch: whole } } : { key: "sentence.paused.start" };
  return { key: `sentence.idle.${task}` };
}

/**
 * @param {Spec} spec
 * @param {number} epoch
 * @param {number | null} testLoss
 * @returns {Said}
 */
function sayStopped(spec, epoch, testLoss) {
  const target = spec.training.stop_at_loss;
  const byLoss = target !== null && testLoss !== null && testLoss <= target;
  return byLoss ? { key: "sentence.stopped.loss", params: { epoch, loss: testLoss } } : { key: "sentence.stopped.epoch", params: { epoch } };
}

/** @param {Spec} spec @returns {Said} */
function sayTraining(spec) {
  const [examples, batch] = [numTrain(spec), batchSize(spec)];
  const steps = spec.training.last_batch === "carry" ? Math.max(1, Math.floor(examples / batch)) : Math.ceil(examples / batch);
  if (steps === 1) return { key: "sentence.training.full", params: { batch } };
  return { key: batch === 1 ? "sentence.training.one" : "sentence.training", params: { batch, steps } };
}
