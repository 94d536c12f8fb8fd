"""What each field of the spec is called, in the active language; labels and reasons use the same word."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

NAMES: dict[str, str] = {
    "address": gettext_noop("Address"),
    "dataset": gettext_noop("Data"),
    "dataset.kind": gettext_noop("Data"),
    "dataset.num_examples": gettext_noop("Examples"),
    "dataset.noise": gettext_noop("Noise"),
    "dataset.train_share": gettext_noop("For training"),
    "dataset.num_classes": gettext_noop("Classes"),
    "dataset.seed": gettext_noop("Sample"),
    "dataset.train": gettext_noop("Training data"),
    "features": gettext_noop("Features"),
    "layers": gettext_noop("Layers"),
    "layers.*.units": gettext_noop("Neurons"),
    "layers.*.activation": gettext_noop("Activation"),
    "layers.*.initial": gettext_noop("Initial weights"),
    "layers.*.dropout": gettext_noop("Dropout"),
    "layers.*.norm": gettext_noop("Normalisation"),
    "output.initial": gettext_noop("Output weights"),
    "loss": gettext_noop("Loss"),
    "training.optimizer": gettext_noop("Optimiser"),
    "training.optimizer.kind": gettext_noop("Optimiser"),
    "training.optimizer.momentum": gettext_noop("Momentum"),
    "training.optimizer.alpha": gettext_noop("Decay α"),
    "training.optimizer.beta1": gettext_noop("Decay β₁"),
    "training.optimizer.beta2": gettext_noop("Decay β₂"),
    "training.optimizer.epsilon": "ε",
    "training.optimizer.weight_decay": gettext_noop("Weight decay"),
    "training.learning_rate": gettext_noop("Learning rate"),
    "training.schedule": gettext_noop("Schedule"),
    "training.schedule.kind": gettext_noop("Schedule"),
    "training.schedule.every": gettext_noop("Epochs a step"),
    "training.schedule.factor": gettext_noop("Factor"),
    "training.schedule.epochs": gettext_noop("Epochs"),
    "training.regularization": gettext_noop("Regularisation"),
    "training.regularization.kind": gettext_noop("Regularisation"),
    "training.regularization.rate": gettext_noop("Strength (λ)"),
    "training.batch_size": gettext_noop("Batch size"),
    "training.batches": gettext_noop("Order"),
    "training.last_batch": gettext_noop("Last batch"),
    "training.stop_at_epoch": gettext_noop("Stop at epoch"),
    "training.stop_at_loss": gettext_noop("Stop at loss"),
    "precision": gettext_noop("Numbers"),
    "seed": gettext_noop("Seed"),
    "given": gettext_noop("Given weights"),
    "weight": gettext_noop("Weight"),
}

LAYER_INDEX = re.compile(r"^layers\.\d+")


def field_name(path: str) -> str:
    """The name of the field at a dotted path, or of the nearest one around it; the path itself when unknown."""
    known = LAYER_INDEX.sub("layers.*", path)
    while known not in NAMES and "." in known:
        known = known.rpartition(".")[0].removesuffix(".*")
    return _(NAMES[known]) if known in NAMES else path


def field_names() -> dict[str, str]:
    """Every field's name, for the page."""
    return {path: _(name) for path, name in NAMES.items()}
