"""All values of a step in one place: what steppers fill and what traces, views and checkpoints read."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from playground.engine.datasets.make import Dataset
from playground.engine.features import compute_features
from playground.engine.network import Network
from playground.engine.shapes import largest_batch
from playground.engine.spec import Spec
from playground.engine.tasks import output_for

Reals = NDArray[np.floating]
LANES = 16
"""Capacities are whole multiples: the compiled stepper works on this many examples at once."""


class Workspace:
    """Arrays of one network and its data; on the CPU the flat ones share memory with the network's tensors.

    z, a, deltas are `(units of all layers, capacity)`: before the activation function, after dropout, and dL/dz of
    each example. gradients `(parameters,)` are means over the batch without penalties.
    """

    def __init__(self, spec: Spec, network: Network, dataset: Dataset) -> None:
        self.layout = network.layout
        self.dtype = np.dtype(spec.precision)
        self.parameters = _shared(network.flat)
        self.gradients = _shared(network.flat_grad)
        self.buffers = _shared(network.flat_buffers)
        num_parameters, num_units = self.layout.num_parameters, self.layout.num_units
        self.slots = np.zeros((2, num_parameters), self.dtype)
        self.unit_steps = np.zeros(num_units, np.int64)
        self.frozen = np.zeros(num_parameters, np.uint8)
        self.dead = np.zeros(num_parameters, np.uint8)
        self.batch_len = 0
        self.make_room(largest_batch(spec))
        self.use_data(spec, dataset)

    def make_room(self, num_examples: int) -> None:
        """Arrays for batches of `num_examples` at least; what a step left in them is gone."""
        capacity = -(-num_examples // LANES) * LANES
        shape = (self.layout.num_units, capacity)
        self.z, self.a, self.deltas = (np.zeros(shape, self.dtype) for _ in range(3))
        self.losses = np.zeros(capacity, self.dtype)
        self.batch = np.zeros(capacity, np.int64)

    @property
    def capacity(self) -> int:
        return int(self.z.shape[1])

    def use_data(self, spec: Spec, dataset: Dataset) -> None:
        """Inputs `(examples, features)` and targets `(examples,)` as the loss reads them."""
        self.train_inputs = np.ascontiguousarray(
            compute_features(dataset.train_points, spec.features), self.dtype
        )
        self.test_inputs = np.ascontiguousarray(
            compute_features(dataset.test_points, spec.features), self.dtype
        )
        self.train_targets = self._targets(spec, dataset.train_labels)
        self.test_targets = self._targets(spec, dataset.test_labels)

    def _targets(self, spec: Spec, labels: NDArray[np.float64]) -> Reals:
        if output_for(spec.task, spec.loss).labels == "zero_one":
            labels = (labels + 1) / 2
        return np.ascontiguousarray(labels, self.dtype)


def _shared(tensor: torch.Tensor) -> Reals:
    """The tensor's own memory on the CPU; a copy that autograd.py refreshes elsewhere."""
    array: Reals = tensor.detach().cpu().numpy()
    return array
