"""Makes, saves and restores the engine's runs on one device; the only module of the trainer that loads torch."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import TYPE_CHECKING, cast

import torch

from playground.engine.checkpoint import Checkpoint, take_checkpoint
from playground.engine.restoring import restore_run
from playground.engine.run import Run
from playground.engine.shapes import check_limits
from playground.engine.spec import Spec
from playground.trainer.trained_run import RunMaker, TrainedRun


class EngineRuns:
    """A RunMaker; device `auto` is the best that this machine has."""

    def __init__(self, device: str = "cpu") -> None:
        self.device = choose_device(device)
        self.device_name = name_of_device(self.device)

    def make(self, spec: Spec) -> TrainedRun:
        check_limits(spec)
        return Run(spec, self._device_for(spec))

    def save(self, run: TrainedRun) -> bytes:
        return take_checkpoint(cast(Run, run)).to_bytes()

    def restore(self, checkpoint: bytes) -> TrainedRun:
        saved = Checkpoint.from_bytes(checkpoint)
        return restore_run(saved, self._device_for(saved.spec))

    def _device_for(self, spec: Spec) -> str:
        """Apple's GPU has no float64."""
        return "cpu" if self.device == "mps" and spec.precision == "float64" else self.device


def warm_up(device: str) -> None:
    """One step of every stepper: compiles what is compiled and loads what is loaded late."""
    # Two threads on a busy machine run small networks ten times slower.
    torch.set_num_threads(1)
    device = choose_device(device)
    for stepper in ("dense", "autograd") if device == "cpu" else ("autograd",):
        run = Run(Spec(), device, stepper)
        run.next_phase()
        run.advance(2)
        take_checkpoint(run).to_bytes()


def choose_device(device: str) -> str:
    """`auto`: CUDA where there is one, else Apple's GPU, else the CPU."""
    if device != "auto":
        return device
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def name_of_device(device: str) -> str:
    """As a learner knows it: 'NVIDIA H100', 'AMD EPYC 7B13'."""
    if device.startswith("cuda"):
        return torch.cuda.get_device_name(device)
    processors = Path("/proc/cpuinfo")
    if device == "cpu" and processors.exists():
        for line in processors.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


if TYPE_CHECKING:
    _maker: RunMaker = EngineRuns()
