"""The frozen tables of defaults behind an address's `v=N`; address.py writes and reads with them."""

from typing import Any, Final

CURRENT: Final = 1

DEFAULTS: Final[dict[int, dict[str, str | dict[str, str]]]] = {
    1: {
        "data": "circle",
        "classes": "3",
        "n": {"plane": "1200", "hills": "1200", "*": "500"},
        "noise": "0",
        "train": "50",
        "sample": "0",
        "features": "x1,x2",
        "net": "4.tanh,2.tanh",
        "out": "uniform",
        "loss": {"blobs": "cross_entropy", "arms": "cross_entropy", "*": "half_squared"},
        "lr": "0.03",
        "schedule": "constant",
        "opt": "sgd",
        "reg": "none",
        "batch": "10",
        "order": "in_order",
        "tail": "carry",
        "stop": "none",
        "target": "none",
        "precision": "float32",
        "seed": "0",
    },
}
"""Frozen: never edit a table, add the next one. '*' stands for every other kind of dataset."""

KIND_DEFAULTS: Final[dict[int, dict[str, str]]] = {
    1: {
        "sgd": "",
        "momentum": "0.9",
        "nesterov": "0.9",
        "rmsprop": "0.99:1e-08",
        "adagrad": "1e-10",
        "adam": "0.9:0.999:1e-08",
        "adamw": "0.9:0.999:1e-08:0.01",
        "constant": "",
        "step": "100:0.5",
        "exponential": "0.99",
        "cosine": "200",
        "warmup": "10",
    },
}
"""What an optimizer or a schedule means that is named alone, in the order of its fields; frozen in the same way."""

LAYER_DEFAULTS: Final[dict[int, dict[str, Any]]] = {
    1: {"units": 2, "activation": "tanh", "initial": "uniform", "dropout": 0, "norm": "none"},
}
"""What a layer's token means where it is silent; frozen in the same way."""


def default_token(version: int, key: str, kind: str) -> str:
    """What `key` means in an address of `version` that leaves it out."""
    entry = DEFAULTS[version][key]
    return entry if isinstance(entry, str) else entry.get(kind, entry["*"])
