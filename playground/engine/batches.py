"""Which examples each step of an epoch takes: in order or shuffled, the tail carried on or taken short."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.engine import random
from playground.engine.shapes import batch_size
from playground.engine.spec import Spec

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class EpochPlan:
    """The steps that are left of an epoch: step s takes examples[ends[s - 1]:ends[s]] of the train part."""

    examples: Integers
    ends: Integers
    positions: Integers
    """Examples of the epoch that are behind after each step; the last is the whole train part."""
    tail: Integers
    """Examples that the next epoch's first step takes along."""

    @property
    def num_steps(self) -> int:
        return len(self.ends)


def plan_epoch(spec: Spec, epoch: int, position: int, carried: Integers) -> EpochPlan:
    """The rest of `epoch` from `position`, with the examples `carried` from the epoch before in its first step.

    `carry` is TensorFlow Playground's way: a tail smaller than a batch makes no step of its own. Batch norm cannot take
    a batch of one: such a tail joins the batch before it or, where a change has left no more of the epoch, is carried.
    """
    num_train, size = spec.num_train, batch_size(spec)
    rest = epoch_order(spec, epoch)[position:]
    num_whole = len(rest) // size
    positions = position + size * np.arange(1, num_whole + 1)
    used = num_whole * size
    if spec.training.last_batch == "short" and used < len(rest):
        is_too_small = len(rest) - used == 1 and any(layer.norm == "batch" for layer in spec.layers)
        if is_too_small and num_whole:
            positions[-1] += 1
        elif not is_too_small:
            positions = np.append(positions, num_train)
        used = len(rest) if len(positions) else used
    ends = (positions - position + len(carried)).astype(np.int64)
    examples = np.concatenate([carried, rest[:used]]).astype(np.int64)
    tail = rest[used:] if len(ends) else np.concatenate([carried, rest[used:]])
    return EpochPlan(examples, ends, positions.astype(np.int64), tail.astype(np.int64))


def epoch_order(spec: Spec, epoch: int) -> Integers:
    """The train part's examples in the order of `epoch`: a function of seed and epoch alone."""
    if spec.training.batches == "in_order":
        return np.arange(spec.num_train)
    return random.permutation(spec.seed, random.ORDER, spec.num_train, epoch & 0xFFFFFFFF, epoch >> 32)
