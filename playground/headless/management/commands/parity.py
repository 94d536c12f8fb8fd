"""`manage.py parity FILE`: replays reference runs of TensorFlow Playground and says how far the losses are apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import torch
from django.core.management.base import BaseCommand, CommandError, CommandParser

from playground.headless.reference_runs import FIRST_EPOCHS, FileError, compare, read_reference_runs

LARGEST_DIFFERENCE: Final = 1e-9


class Command(BaseCommand):
    """Exits 1 where the first ten epochs of one experiment differ by more than 1e-9."""

    help = (
        "Replays experiments that TensorFlow Playground has computed, in float64, from their points and weights. "
        f"Prints the largest relative difference of the losses over the first {FIRST_EPOCHS} epochs and over all; "
        f"fails where the former is above {LARGEST_DIFFERENCE:g}."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a list of experiments as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        torch.set_num_threads(1)
        try:
            references = read_reference_runs(options["file"])
        except FileError as error:
            raise CommandError(str(error)) from None
        num_apart = 0
        for number, reference in enumerate(references, start=1):
            difference = compare(reference)
            is_apart = not difference.first_epochs <= LARGEST_DIFFERENCE
            num_apart += is_apart
            self.stdout.write(
                f"{number:3} {reference.name:32} first {FIRST_EPOCHS} epochs {difference.first_epochs:.1e}, "
                f"all {difference.all_epochs:.1e}{'  APART' if is_apart else ''}"
            )
        if num_apart:
            raise CommandError(f"{num_apart} of {len(references)} experiments are apart.", returncode=1)
