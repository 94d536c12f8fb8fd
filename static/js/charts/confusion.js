// What was predicted for each true class: the confusion matrix and the figures read from it. Pure.

/**
 * Counts by true class (rows) and predicted class (columns).
 * @param {ArrayLike<number>} labels classes from 0
 * @param {ArrayLike<number>} predictions as many
 * @param {number} numClasses
 * @returns {number[][]}
 */
export function confusionMatrix(labels, predictions, numClasses) {
  const counts = Array.from({ length: numClasses }, () => new Array(numClasses).fill(0));
  for (let index = 0; index < labels.length; index++) {
    const row = counts[/** @type {number} */ (labels[index])];
    if (row) row[/** @type {number} */ (predictions[index])] += 1;
  }
  return counts;
}

/**
 * Precision and recall of every class; null where nothing was predicted or nothing was there.
 * @param {number[][]} counts
 * @returns {{precision: number|null, recall: number|null}[]}
 */
export function classScores(counts) {
  return counts.map((row, index) => {
    const right = row[index] ?? 0;
    const numTrue = row.reduce((sum, count) => sum + count, 0);
    const numPredicted = counts.reduce((sum, other) => sum + (other[index] ?? 0), 0);
    return { precision: numPredicted ? right / numPredicted : null, recall: numTrue ? right / numTrue : null };
  });
}

/**
 * @param {number[][]} counts
 * @returns {number|null} null for no examples
 */
export function accuracy(counts) {
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  const right = counts.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  return total ? right / total : null;
}
