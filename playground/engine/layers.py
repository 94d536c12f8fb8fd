"""What a hidden layer does to its weighted sums, in torch; the other halves are formulas/ and static/js."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from playground.engine.formulas.norms import EPSILON, MOMENTUM
from playground.engine.network import DenseParameters
from playground.engine.spec import ActivationName

ACTIVATION_FUNCTIONS: dict[ActivationName, Callable[[Tensor], Tensor]] = {
    "linear": lambda z: z,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "leaky_relu": lambda z: functional.leaky_relu(z, 0.01),
    "elu": functional.elu,
    "gelu": functional.gelu,
    "silu": functional.silu,
    "softplus": functional.softplus,
    "sine": torch.sin,
}


def normalize(layer: DenseParameters, z: Tensor, training: bool) -> Tensor:
    """Batch or layer norm of z `(batch, units)`; in training batch norm also moves its running averages."""
    if layer.layout.norm == "batch":
        return functional.batch_norm(
            z, layer.mean, layer.var, layer.scale, layer.shift, training, MOMENTUM, EPSILON
        )
    if layer.layout.norm == "layer":
        return functional.layer_norm(z, z.shape[1:], layer.scale, layer.shift, EPSILON)
    return z
