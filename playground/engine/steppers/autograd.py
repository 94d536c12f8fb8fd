"""The stepper of eager torch: anything a spec can ask for, on any device, and the truth in tests."""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.engine import random
from playground.engine.layers import ACTIVATION_FUNCTIONS, normalize
from playground.engine.losses import losses_of
from playground.engine.network import Network
from playground.engine.optimizers import Updater
from playground.engine.spec import Spec
from playground.engine.steppers.stepper import Part
from playground.engine.steppers.workspace import Workspace


class AutogradStepper:
    """The four phases as torch operations; what they leave in the graph goes to the workspace as arrays."""

    name = "autograd"

    def __init__(self, spec: Spec, network: Network, workspace: Workspace) -> None:
        self._spec = spec
        self._network = network
        self._workspace = workspace
        self._step = 0
        self.step_losses: list[float] = []
        layout = network.layout
        is_weight = torch.zeros(layout.num_parameters, dtype=torch.bool)
        unit_of = torch.zeros(layout.num_parameters, dtype=torch.int64)
        for layer in layout.layers:
            is_weight[layer.weights] = True
            units = torch.arange(layer.rows.start, layer.rows.stop)
            unit_of[layer.weights] = units.repeat_interleave(layer.inputs)
            for place in (layer.bias, layer.scale, layer.shift):
                if place is not None:
                    unit_of[place] = units
        self._unit_of = unit_of.numpy()
        self._updater = Updater(spec.training, is_weight.to(network.flat.device))
        self._data = {
            "train": self._on_device(workspace.train_inputs, workspace.train_targets),
            "test": self._on_device(workspace.test_inputs, workspace.test_targets),
        }
        self._sums: list[Tensor] = []
        self._activations: list[Tensor] = []
        self._losses = torch.zeros(0)

    def _on_device(self, *arrays: NDArray[np.floating]) -> tuple[Tensor, ...]:
        return tuple(torch.from_numpy(array).to(self._network.flat.device) for array in arrays)

    # --- one step, phase by phase

    def begin(self, batch: NDArray[np.int64], step: int) -> None:
        workspace = self._workspace
        workspace.batch[: len(batch)] = batch
        workspace.batch_len = len(batch)
        self._step = step

    def forward(self) -> None:
        workspace = self._workspace
        batch = torch.from_numpy(workspace.batch[: workspace.batch_len].copy())
        inputs = self._data["train"][0][batch.to(self._network.flat.device)]  # (batch, features)
        self._sums, self._activations = self._run_layers(inputs, training=True)
        for layer, z, a in zip(self._network.layout.layers, self._sums, self._activations, strict=True):
            workspace.z[layer.rows, : workspace.batch_len] = _array(z).T
            workspace.a[layer.rows, : workspace.batch_len] = _array(a).T

    def loss(self) -> float:
        workspace = self._workspace
        batch = torch.from_numpy(workspace.batch[: workspace.batch_len].copy())
        targets = self._data["train"][1][batch.to(self._network.flat.device)]
        self._losses = losses_of(self._spec.loss, self._activations[-1], targets)  # (batch,)
        workspace.losses[: workspace.batch_len] = _array(self._losses)
        (slopes,) = torch.autograd.grad(self._losses.sum(), self._sums[-1], retain_graph=True)
        workspace.deltas[self._network.layout.layers[-1].rows, : workspace.batch_len] = _array(slopes).T
        return float(self._losses.detach().cpu().double().mean())

    def backward(self) -> None:
        workspace, network = self._workspace, self._network
        network.flat_grad.zero_()
        for z in self._sums:
            z.retain_grad()
        self._losses.mean().backward()  # type: ignore[no-untyped-call]
        for layer, z in zip(network.layout.layers, self._sums, strict=True):
            assert z.grad is not None
            workspace.deltas[layer.rows, : workspace.batch_len] = _array(z.grad * workspace.batch_len).T
        self._refresh(workspace.gradients, network.flat_grad)

    def update(self, rate: float) -> None:
        workspace, network = self._workspace, self._network
        workspace.unit_steps += 1
        device = network.flat.device
        first, second = (torch.from_numpy(slot).to(device) for slot in workspace.slots)
        stays = torch.from_numpy((workspace.frozen | workspace.dead) != 0).to(device)
        counts = torch.from_numpy(workspace.unit_steps[self._unit_of])
        with torch.no_grad():
            stopped = self._updater.update(
                network.flat, network.flat_grad, first, second, counts, stays, rate
            )
        workspace.slots[0], workspace.slots[1] = _array(first), _array(second)
        workspace.dead |= _array(stopped).astype(np.uint8)
        self._refresh(workspace.parameters, network.flat)
        self._refresh(workspace.buffers, network.flat_buffers)

    # --- many steps, and what the whole parts say

    def steps(self, order: NDArray[np.int64], ends: NDArray[np.int64], first_step: int, rate: float) -> int:
        start, self.step_losses = 0, []
        for index, end in enumerate(ends):
            self.begin(order[start:end], first_step + index)
            self.forward()
            mean_loss = self.loss()
            self.backward()
            self.update(rate)
            self.step_losses.append(mean_loss)
            start = int(end)
            if not math.isfinite(mean_loss):
                return index + 1
        return len(ends)

    def evaluate(self, part: Part) -> tuple[float, float]:
        inputs, targets = self._data[part]
        if len(targets) == 0:
            return math.nan, math.nan
        with torch.no_grad():
            _, activations = self._run_layers(inputs, training=False)
            outputs = activations[-1]
            # Sums in float64 on the CPU: Apple's GPU has none.
            loss = float(losses_of(self._spec.loss, outputs, targets).cpu().double().mean())
            outputs, targets = outputs.cpu(), targets.cpu()
            if self._spec.task == "regression":
                return loss, math.sqrt(float((outputs[:, 0] - targets).double().square().mean()))
            if self._spec.task == "classes":
                right = outputs.argmax(dim=1) == targets
            else:
                right = (outputs[:, 0] >= 0) == (targets > 0)
            return loss, float(right.double().mean())

    def _run_layers(self, inputs: Tensor, training: bool) -> tuple[list[Tensor], list[Tensor]]:
        """Weighted sums and activations of each layer, `(batch, units)`."""
        sums, activations = [], []
        below = inputs
        for index, layer in enumerate(self._network.layers):
            z = below @ layer.weights.T + layer.bias  # (batch, units)
            below = ACTIVATION_FUNCTIONS[layer.layout.activation](normalize(layer, z, training))
            if training and layer.layout.dropout:
                below = below * self._kept(index, z)
            sums.append(z)
            activations.append(below)
        return sums, activations

    def _kept(self, layer: int, z: Tensor) -> Tensor:
        """Inverted dropout: 1 / (1 - p) where a unit stays for an example, 0 where it is dropped."""
        share = self._network.layout.layers[layer].dropout / 100
        rows, units = np.indices(tuple(z.shape))
        step = (self._step & 0xFFFFFFFF, self._step >> 32)
        drawn = random.uniform(self._spec.seed, random.DROPOUT, *step, layer, rows * 64 + units)
        return torch.from_numpy((drawn >= share) / (1 - share)).to(z.dtype).to(z.device)

    def _refresh(self, array: NDArray[np.floating], tensor: Tensor) -> None:
        """Off the CPU the workspace holds copies."""
        if tensor.device.type != "cpu":
            array[:] = _array(tensor)


def _array(tensor: Tensor) -> NDArray[np.floating]:
    array: NDArray[np.floating] = tensor.detach().cpu().numpy()
    return array
