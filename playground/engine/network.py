"""The parameters of a dense network as torch tensors over one flat array; first values come from initial.py."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.engine.initial import initial_parameters
from playground.engine.shapes import LayerLayout, Layout
from playground.engine.spec import Spec

DTYPES = {"float32": torch.float32, "float64": torch.float64}


class DenseParameters:
    """One layer's tensors, all views of the network's flat arrays.

    weights `(units, inputs)`, bias `(units,)`; scale and shift `(units,)` with a norm; mean and var with batch norm.
    """

    def __init__(self, layout: LayerLayout, network: "Network") -> None:
        self.layout = layout
        self.weights = network.view_parameter(layout.weights, (layout.units, layout.inputs))
        self.bias = network.view_parameter(layout.bias, (layout.units,))
        self.scale = network.view_parameter(layout.scale, (layout.units,)) if layout.scale else None
        self.shift = network.view_parameter(layout.shift, (layout.units,)) if layout.shift else None
        self.mean = network.flat_buffers[layout.mean] if layout.mean else None
        self.var = network.flat_buffers[layout.var] if layout.var else None


class Network:
    """Every layer of a spec over `flat` and `flat_grad` `(parameters,)` in the order of shapes.Layout.

    Each layer's parameters are views of `flat` and their `.grad` are views of `flat_grad`, so that a compiled stepper
    and autograd write to the same memory.
    """

    def __init__(self, spec: Spec, device: str = "cpu") -> None:
        self.layout = Layout.of(spec)
        dtype = DTYPES[spec.precision]
        self.flat = torch.zeros(self.layout.num_parameters, dtype=dtype, device=device)
        self.flat_grad = torch.zeros_like(self.flat)
        self.flat_buffers = torch.zeros(self.layout.num_buffers, dtype=dtype, device=device)
        self.layers = [DenseParameters(layer, self) for layer in self.layout.layers]
        self.start_from(spec)

    def view_parameter(self, place: slice, shape: tuple[int, ...]) -> nn.Parameter:
        parameter = nn.Parameter(self.flat[place].view(shape))
        parameter.grad = self.flat_grad[place].view(shape)
        return parameter

    def start_from(self, spec: Spec) -> None:
        """Puts the spec's first weights into the flat arrays."""
        for layer, first in zip(self.layout.layers, initial_parameters(spec), strict=True):
            self._put(self.flat, layer.weights, first.weights)
            self._put(self.flat, layer.bias, first.bias)
            if layer.scale is not None and layer.shift is not None:
                self._put(self.flat, layer.scale, first.scale)
                self._put(self.flat, layer.shift, first.shift)
            if layer.mean is not None and layer.var is not None:
                self._put(self.flat_buffers, layer.mean, first.mean)
                self._put(self.flat_buffers, layer.var, first.var)

    def take(self, parameters: NDArray[np.floating], buffers: NDArray[np.floating]) -> None:
        """Copies the workspace's arrays into memory that it does not share."""
        if self.flat.device.type != "cpu":
            self.flat.copy_(torch.from_numpy(parameters))
            self.flat_buffers.copy_(torch.from_numpy(buffers))

    @staticmethod
    def _put(flat: Tensor, place: slice, values: object) -> None:
        flat[place] = torch.as_tensor(values, dtype=flat.dtype, device=flat.device).flatten()
