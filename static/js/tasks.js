// What follows from a spec without training: task, output layer and sizes. The table is playground/engine/tasks.py's; a test compares them.

/**
 * @typedef {"two_classes" | "classes" | "regression"} TaskName
 * @typedef {"half_squared" | "mse" | "mae" | "huber" | "hinge" | "cross_entropy"} LossName
 * @typedef {"linear" | "tanh" | "sigmoid" | "relu" | "leaky_relu" | "elu" | "gelu" | "silu" | "softplus" | "sine"} ActivationName
 * @typedef {"none" | "batch" | "layer"} NormName
 *
 * @typedef {object} DenseLayer a hidden layer as it was asked for
 * @property {"dense"} kind
 * @property {number} units
 * @property {ActivationName} activation
 * @property {string} initial
 * @property {number} dropout per cent
 * @property {NormName} norm
 *
 * @typedef {{kind: string, task?: TaskName, num_classes?: number} & Record<string, any>} DatasetSpec
 * @typedef {{kind: string} & Record<string, any>} Kinded
 *
 * @typedef {object} TrainingSpec
 * @property {Kinded} optimizer
 * @property {number} learning_rate
 * @property {Kinded} schedule
 * @property {{kind: "none" | "l1" | "l2", rate: number}} regularization
 * @property {number | "full"} batch_size
 * @property {"in_order" | "shuffled"} batches
 * @property {"carry" | "short"} last_batch
 * @property {number | null} stop_at_epoch
 * @property {number | null} stop_at_loss
 *
 * @typedef {object} Spec as `spec_to_dict` of playground/engine/spec.py writes it
 * @property {1} version
 * @property {DatasetSpec} dataset
 * @property {string[]} features
 * @property {DenseLayer[]} layers
 * @property {{initial: string}} output
 * @property {LossName} loss
 * @property {TrainingSpec} training
 * @property {"float32" | "float64"} precision
 * @property {number} seed
 * @property {unknown} given
 *
 * @typedef {object} Output what the last layer does for a task and a loss
 * @property {"tanh" | "linear"} activation
 * @property {"signed" | "zero_one" | "class" | "real"} labels
 * @property {"value" | "clipped" | "two_p_minus_one" | "argmax"} shown
 */

/** @type {Record<string, TaskName>} */
export const TASK_OF_DATASET = {
  circle: "two_classes",
  xor: "two_classes",
  gauss: "two_classes",
  spiral: "two_classes",
  moons: "two_classes",
  blobs: "classes",
  arms: "classes",
  plane: "regression",
  hills: "regression",
};

/** @type {Record<TaskName, LossName[]>} */
export const LOSSES_OF_TASK = {
  two_classes: ["half_squared", "mse", "mae", "huber", "hinge", "cross_entropy"],
  classes: ["cross_entropy"],
  regression: ["half_squared", "mse", "mae", "huber"],
};

/**
 * @param {Spec} spec
 * @returns {TaskName}
 */
export function taskOf(spec) {
  return TASK_OF_DATASET[spec.dataset.kind] ?? spec.dataset.task ?? "two_classes";
}

/**
 * The row of the table for a task and a loss that fits it.
 * @param {TaskName} task
 * @param {LossName} loss
 * @returns {Output}
 */
export function outputFor(task, loss) {
  if (task === "classes") return { activation: "linear", labels: "class", shown: "argmax" };
  if (task === "regression") return { activation: "linear", labels: "real", shown: "value" };
  if (loss === "hinge") return { activation: "linear", labels: "signed", shown: "clipped" };
  if (loss === "cross_entropy") return { activation: "linear", labels: "zero_one", shown: "two_p_minus_one" };
  return { activation: "tanh", labels: "signed", shown: "value" };
}

/**
 * Units of the output layer.
 * @param {Spec} spec
 */
export function numOutputs(spec) {
  return taskOf(spec) === "classes" ? (spec.dataset.num_classes ?? 3) : 1;
}

/**
 * Features, units of each hidden layer, outputs.
 * @param {Spec} spec
 * @returns {number[]}
 */
export function layerSizes(spec) {
  return [spec.features.length, ...spec.layers.map((layer) => layer.units), numOutputs(spec)];
}
