// How far predictions are from their targets: a histogram and two figures. Pure.

import { niceStep } from "./ticks.js";

/**
 * @typedef {{low: number, high: number, count: number}} Bin
 */

/**
 * Bins of one round width, with zero in the middle of the middle one; infinite and NaN residuals are left out.
 * @param {number[]} residuals target minus prediction
 * @param {number} numBins odd
 * @returns {{bins: Bin[], mean: number, rms: number, numLeftOut: number}}
 */
export function residualHistogram(residuals, numBins) {
  const finite = residuals.filter(Number.isFinite);
  const widest = finite.reduce((most, residual) => Math.max(most, Math.abs(residual)), 0);
  const width = niceStep(Math.max((2 * widest) / numBins, 1e-6));
  const half = (numBins - 1) / 2;
  const bins = Array.from({ length: numBins }, (_, index) => ({
    low: (index - half - 0.5) * width,
    high: (index - half + 0.5) * width,
    count: 0,
  }));
  for (const residual of finite) {
    const bin = bins[Math.min(numBins - 1, Math.max(0, Math.floor(residual / width + half + 0.5)))];
    if (bin) bin.count += 1;
  }
  const count = finite.length || 1;
  return {
    bins,
    mean: finite.reduce((sum, residual) => sum + residual, 0) / count,
    rms: Math.sqrt(finite.reduce((sum, residual) => sum + residual * residual, 0) / count),
    numLeftOut: residuals.length - finite.length,
  };
}
