// Reads one experiment, then one number of epochs a line; answers each with [seconds, train loss, test loss]. For bench/stepper.py.

import { createInterface } from "node:readline";

import { backProp, buildNetwork, forwardProp, meanLoss, updateWeights } from "./engine.js";

/**
 * @typedef {object} Experiment
 * @property {{w: number[], b: number}[][]} layers
 * @property {string} activation of the hidden layers
 * @property {string} output activation of the output
 * @property {number} batch
 * @property {number} rate
 * @property {string} penalty
 * @property {number} penaltyRate
 * @property {{inputs: number[][], targets: number[]}} train
 * @property {{inputs: number[][], targets: number[]}} test
 */

/**
 * @param {import("./engine.js").Node[][]} network
 * @param {Experiment} experiment
 */
function trainEpoch(network, { train, batch, rate, penalty, penaltyRate }) {
  for (let i = 0; i < train.inputs.length; i++) {
    forwardProp(network, train.inputs[i]);
    backProp(network, train.targets[i]);
    if ((i + 1) % batch === 0) updateWeights(network, rate, penalty, penaltyRate);
  }
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
/** @type {Experiment} */
const experiment = JSON.parse((await lines.next()).value);
const { layers, activation, output, train, test } = experiment;
const network = buildNetwork(train.inputs[0].length, layers, activation, output);
for await (const line of lines) {
  const start = process.threadCpuUsage();
  for (let epoch = 0; epoch < Number(line); epoch++) trainEpoch(network, experiment);
  const { user, system } = process.threadCpuUsage(start);
  const seconds = (user + system) / 1e6;
  const losses = [train, test].map((part) => meanLoss(network, part.inputs, part.targets));
  console.log(JSON.stringify([seconds, ...losses]));
}
