"""`python -m bench [name…]`: measures, and prints a table for each; without names everything."""

import importlib
import sys

from bench.figures import machine, render_table

NAMES = ("stepper", "frames", "page", "journeys", "learners")


def main(names: list[str]) -> None:
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        sys.exit(f"There is no bench of {', '.join(unknown)}; there are {', '.join(NAMES)}.")
    print(f"Measured on {machine()}.\n", flush=True)
    for name in names or NAMES:
        for table in importlib.import_module(f"bench.{name}").measure():
            print(render_table(table), flush=True)


main(sys.argv[1:])
