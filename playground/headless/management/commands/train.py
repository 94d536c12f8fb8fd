"""`manage.py train`: trains the experiment of an address, a query or a spec file without a page; same numbers."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any, Final

import torch
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from playground.engine.history import Row, is_kept
from playground.engine.run import Run
from playground.engine.spec import Spec
from playground.headless.epochs import Ending, train_epochs
from playground.headless.row_lines import json_line, text_line
from playground.headless.spec_source import SourceError, read_source
from playground.trainer.engine_runs import choose_device

MOST_EPOCHS: Final = 1_000_000
LINES_FOR_A_PERSON: Final = 20
DEVICES: Final = ("auto", "cpu", "cuda", "mps")


class Command(BaseCommand):
    """Rows go to stdout; progress, corrections and why it stopped go to stderr."""

    help = (
        "Trains an experiment: an address copied from the page, its query, or a file with a spec as JSON. "
        "Same spec and seed, same numbers as on the page. As there, every epoch up to 1,000 is printed, every 2nd up "
        "to 2,000, every 4th up to 4,000 and so on; and the last one always."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("experiment", help="an address, its query ('' for the default), or a spec file")
        parser.add_argument(
            "--epochs",
            type=_number_of_epochs,
            metavar="N",
            help="how long to train; may be left out where the experiment itself says when to stop",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line, from epoch 0")
        parser.add_argument(
            "--device", choices=DEVICES, default="auto", help="auto: the best that this machine has"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # As in the workers: two threads on a busy machine are slower, and would add up in another order.
        torch.set_num_threads(1)
        try:
            spec, corrections = read_source(options["experiment"])
        except SourceError as error:
            raise CommandError(str(error)) from None
        for correction in corrections:
            self.stderr.write(self.style.WARNING(correction))
        last_epoch = _last_epoch(spec, options["epochs"])
        run = Run(spec, _device(spec, options["device"]))
        try:
            self._train(run, last_epoch, is_json=options["json"], shows_bar=options["verbosity"] > 0)
        except BrokenPipeError:
            # Whoever read the rows has had enough (`| head`); what is still buffered goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except KeyboardInterrupt:
            raise CommandError(f"Stopped in epoch {run.epoch + 1}.", returncode=130) from None

    def _train(self, run: Run, last_epoch: int, *, is_json: bool, shows_bar: bool) -> None:
        every = 1 if is_json else max(last_epoch // LINES_FOR_A_PERSON, 1)
        write_line = json_line if is_json else text_line
        with tqdm(total=last_epoch, unit=" epochs", mininterval=0.5, disable=not shows_bar) as bar:
            for row, ending in train_epochs(run, last_epoch):
                bar.update(run.epoch - bar.n)
                if ending is not None or (is_kept(run.epoch) and run.epoch % every == 0):
                    self._write(write_line(row, run.spec.task))
        self.stderr.write(_explain(ending, row))

    def _write(self, line: str) -> None:
        if self.stdout.isatty():
            with tqdm.external_write_mode():  # the bar makes room for the line
                self.stdout.write(line)
        else:
            self.stdout.write(line)


def _number_of_epochs(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text[:9]) <= MOST_EPOCHS and len(text) < 9:
        return int(text)
    raise argparse.ArgumentTypeError(f"a whole number from 0 to {MOST_EPOCHS}, not {text[:40]!r}")


def _last_epoch(spec: Spec, epochs: int | None) -> int:
    """Where training ends at the latest. Raises CommandError where nobody says when."""
    if epochs is not None:
        return epochs
    if spec.training.stop_at_epoch is not None:
        return spec.training.stop_at_epoch
    raise CommandError("Say how long to train: --epochs N.")


def _device(spec: Spec, wanted: str) -> str:
    """Raises CommandError for a device that this machine lacks."""
    device = choose_device(wanted)
    is_missing = (device == "cuda" and not torch.cuda.is_available()) or (
        device == "mps" and not torch.backends.mps.is_available()
    )
    if is_missing:
        raise CommandError(f"This machine has no {device}.")
    # Apple's GPU has no float64.
    return "cpu" if device == "mps" and spec.precision == "float64" else device


def _explain(ending: Ending | None, row: Row) -> str:
    place = f"epoch {row.epoch:g}, step {row.step}"
    match ending:
        case "not_finite":
            return f"Diverged: the numbers grew beyond all bounds ({place}). Try a smaller learning rate."
        case "target_epoch":
            return f"Stopped where the experiment says ({place})."
        case "target_loss":
            return f"Reached the target: test loss {row.test_loss:.6g} ({place})."
        case _:
            return f"Done ({place})."
