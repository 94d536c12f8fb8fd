// A neural network as TensorFlow Playground builds one: an object for every node and every link, one example at a time.
// It is what our steppers are timed against; bench/stepper.py checks that it finds the same losses.

export class Link {
  errorDer = 0;
  accErrorDer = 0;
  numAccumulatedDers = 0;
  isDead = false;

  /**
   * @param {Node} source
   * @param {Node} dest
   * @param {number} weight
   */
  constructor(source, dest, weight) {
    this.source = source;
    this.dest = dest;
    this.weight = weight;
  }
}

export class Node {
  /** @type {Link[]} */
  inputLinks = [];
  /** @type {Link[]} */
  outputs = [];
  totalInput = 0;
  output = 0;
  outputDer = 0;
  inputDer = 0;
  accInputDer = 0;
  numAccumulatedDers = 0;

  /**
   * @param {number} bias
   * @param {Activation} activation
   */
  constructor(bias, activation) {
    this.bias = bias;
    this.activation = activation;
  }

  updateOutput() {
    this.totalInput = this.bias;
    for (let i = 0; i < this.inputLinks.length; i++) {
      const link = this.inputLinks[i];
      this.totalInput += link.weight * link.source.output;
    }
    this.output = this.activation.output(this.totalInput);
    return this.output;
  }
}

/** @typedef {{output: (z: number) => number, der: (z: number) => number}} Activation */

/** @type {Record<string, Activation>} */
export const ACTIVATIONS = {
  tanh: {
    output: (z) => Math.tanh(z),
    der: (z) => {
      const output = ACTIVATIONS.tanh.output(z);
      return 1 - output * output;
    },
  },
  relu: { output: (z) => Math.max(0, z), der: (z) => (z <= 0 ? 0 : 1) },
  sigmoid: {
    output: (z) => 1 / (1 + Math.exp(-z)),
    der: (z) => {
      const output = ACTIVATIONS.sigmoid.output(z);
      return output * (1 - output);
    },
  },
  linear: { output: (z) => z, der: () => 1 },
};

const SQUARE = {
  error: (/** @type {number} */ output, /** @type {number} */ target) => 0.5 * (output - target) ** 2,
  der: (/** @type {number} */ output, /** @type {number} */ target) => output - target,
};

/** The derivative of each penalty. @type {Record<string, (weight: number) => number>} */
const PENALTIES = { L1: (weight) => (weight < 0 ? -1 : weight > 0 ? 1 : 0), L2: (weight) => weight };

/**
 * @param {number} numInputs
 * @param {{w: number[], b: number}[][]} layers weights and bias of every node after the inputs
 * @param {string} hidden activation of the hidden layers
 * @param {string} last activation of the output
 * @returns {Node[][]} the inputs first
 */
export function buildNetwork(numInputs, layers, hidden, last) {
  const network = [Array.from({ length: numInputs }, () => new Node(0, ACTIVATIONS.linear))];
  layers.forEach((nodes, index) => {
    const activation = ACTIVATIONS[index === layers.length - 1 ? last : hidden];
    network.push(nodes.map(({ w, b }) => connect(network[index], w, new Node(b, activation))));
  });
  return network;
}

/**
 * @param {Node[]} sources
 * @param {number[]} weights
 * @param {Node} dest
 */
function connect(sources, weights, dest) {
  sources.forEach((source, i) => {
    const link = new Link(source, dest, weights[i]);
    source.outputs.push(link);
    dest.inputLinks.push(link);
  });
  return dest;
}

/**
 * @param {Node[][]} network
 * @param {number[]} inputs
 */
export function forwardProp(network, inputs) {
  for (let i = 0; i < inputs.length; i++) network[0][i].output = inputs[i];
  for (let layer = 1; layer < network.length; layer++) {
    for (let i = 0; i < network[layer].length; i++) network[layer][i].updateOutput();
  }
  return network[network.length - 1][0].output;
}

/**
 * @param {Node[][]} network
 * @param {number} target
 */
export function backProp(network, target) {
  const outputNode = network[network.length - 1][0];
  outputNode.outputDer = SQUARE.der(outputNode.output, target);
  for (let layer = network.length - 1; layer >= 1; layer--) {
    const nodes = network[layer];
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i];
      node.inputDer = node.outputDer * node.activation.der(node.totalInput);
      node.accInputDer += node.inputDer;
      node.numAccumulatedDers++;
    }
    for (let i = 0; i < nodes.length; i++) gatherLinks(nodes[i]);
    if (layer > 1) network[layer - 1].forEach(passBack);
  }
}

/** @param {Node} node */
function gatherLinks(node) {
  for (let i = 0; i < node.inputLinks.length; i++) {
    const link = node.inputLinks[i];
    if (link.isDead) continue;
    link.errorDer = node.inputDer * link.source.output;
    link.accErrorDer += link.errorDer;
    link.numAccumulatedDers++;
  }
}

/** @param {Node} node */
function passBack(node) {
  node.outputDer = 0;
  for (let i = 0; i < node.outputs.length; i++) {
    const link = node.outputs[i];
    node.outputDer += link.weight * link.dest.inputDer;
  }
}

/**
 * @param {Node[][]} network
 * @param {number} rate learning rate
 * @param {string} penalty none, L1 or L2
 * @param {number} penaltyRate
 */
export function updateWeights(network, rate, penalty, penaltyRate) {
  for (let layer = 1; layer < network.length; layer++) {
    for (let i = 0; i < network[layer].length; i++) {
      const node = network[layer][i];
      if (node.numAccumulatedDers > 0) {
        node.bias -= (rate * node.accInputDer) / node.numAccumulatedDers;
        node.accInputDer = 0;
        node.numAccumulatedDers = 0;
      }
      for (let j = 0; j < node.inputLinks.length; j++) updateLink(node.inputLinks[j], rate, penalty, penaltyRate);
    }
  }
}

/**
 * @param {Link} link
 * @param {number} rate
 * @param {string} penalty
 * @param {number} penaltyRate
 */
function updateLink(link, rate, penalty, penaltyRate) {
  if (link.isDead || link.numAccumulatedDers === 0) return;
  const slope = penalty in PENALTIES ? PENALTIES[penalty](link.weight) : 0;
  link.weight -= (rate / link.numAccumulatedDers) * link.accErrorDer;
  const moved = link.weight - rate * penaltyRate * slope;
  if (penalty === "L1" && link.weight * moved < 0) {
    link.weight = 0;
    link.isDead = true;
  } else {
    link.weight = moved;
  }
  link.accErrorDer = 0;
  link.numAccumulatedDers = 0;
}

/**
 * The mean loss over some examples.
 * @param {Node[][]} network
 * @param {number[][]} inputs
 * @param {number[]} targets
 */
export function meanLoss(network, inputs, targets) {
  let total = 0;
  for (let i = 0; i < inputs.length; i++) total += SQUARE.error(forwardProp(network, inputs[i]), targets[i]);
  return total / inputs.length;
}
