// The default experiment as the server writes it, for tests.

/** @param {object} changes */
export function aSpec(changes = {}) {
  const layer = (units) => ({ kind: "dense", units, activation: "tanh", initial: "uniform", dropout: 0, norm: "none" });
  return {
    version: 1,
    dataset: { kind: "circle", num_examples: 500, noise: 0, train_share: 50, seed: 0 },
    features: ["x1", "x2"],
    layers: [layer(4), layer(2)],
    output: { initial: "uniform" },
    loss: "half_squared",
    training: {
      optimizer: { kind: "sgd" },
      learning_rate: 0.03,
      schedule: { kind: "constant" },
      regularization: { kind: "none", rate: 0 },
      batch_size: 10,
      batches: "in_order",
      last_batch: "carry",
      stop_at_epoch: null,
      stop_at_loss: null,
    },
    precision: "float32",
    seed: 0,
    given: null,
    ...changes,
  };
}

/** @param {object} changes */
export function aBoard(changes = {}) {
  return { spec: aSpec(), address: "", structure: 0, tasks: {}, rules: {}, thumbnails: {}, urls: {}, row: [0, 0, 0, 0.5, 0.5, 0.5, null], ...changes };
}
