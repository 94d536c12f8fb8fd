"""Bytes of a frame by view, and what a learner's line carries a second while a network trains."""

from collections.abc import Iterator
from typing import Any, Final

from bench.figures import Figure, Table, limited
from bench.line import Learner, listen, wait_for_welcome
from bench.site import address_of, warm_site
from playground.engine.frame import Frame, Section, encode_frame
from playground.engine.run import Run
from playground.engine.spec import Spec, parse_spec
from playground.trainer.messages import View
from playground.trainer.views import encode_views

SECONDS: Final = 4
NETWORKS: Final[dict[str, dict[str, Any]]] = {
    "the default network (2-4-2-1)": {},
    "7-8-8-8-1": {
        "dataset": {"kind": "spiral"},
        "features": ["x1", "x2", "x1x1", "x2x2", "x1x2", "sinx1", "sinx2"],
        "layers": [{"units": 8}] * 3,
    },
    "2-16-16-3 with batch norm": {
        "dataset": {"kind": "blobs"},
        "layers": [{"units": 16, "norm": "batch"}] * 2,
    },
    "the largest (10-64x12-4)": {
        "dataset": {"kind": "arms", "num_classes": 4},
        "features": ["x1", "x2", "x1x1", "x2x2", "x1x2", "sinx1", "sinx2", "cosx1", "cosx2", "radius"],
        "layers": [{"units": 64}] * 12,
    },
}
VIEWS: Final = {
    "header and newest row": (),
    "parameters (what the page draws from)": (View("parameters"),),
    "gradients": (View("gradients"),),
    "values of one neuron": (View("values", 0, 0),),
    "the step": (View("step"),),
}
ABOUT_1_KB: Final = 1024


def measure() -> Iterator[Table]:
    for name, fields in NETWORKS.items():
        yield Table(f"Frames: {name}", list(sizes(parse_spec(fields))))
    with warm_site() as url:
        yield Table("Frames: a learner's line while it trains", [line_figure(url, *one) for one in LINES])


def sizes(spec: Spec) -> Iterator[Figure]:
    """Every view by itself, on top of the header and the newest row, which always come."""
    run = Run(spec)
    bare = len(encode(run, ()))
    for name, views in VIEWS.items():
        size = len(encode(run, views))
        if not views:
            yield Figure(name, f"{size:,} bytes")
        elif views == (View("parameters"),) and not spec.given and spec == parse_spec({}):
            yield limited(f"a frame as the page asks for it: + {name}", size, ABOUT_1_KB, "bytes")
        else:
            yield Figure(f"+ {name}", f"{size - bare:,} bytes")


def encode(run: Run, views: tuple[View, ...]) -> bytes:
    sections: tuple[Section, ...] = encode_views(run, views)
    return encode_frame(Frame(
        run=1, sequence=1, step=run.step_number, epoch=run.progress, phase=run.phase, state="playing", structure=0,
        acknowledged=0, epochs_per_second=0.0, learning_rate=run.learning_rate, num_rows=1, data_version=1,
        sections=sections,
    ))  # fmt: skip


LINES: Final[tuple[tuple[str, str], ...]] = tuple(
    (name, speed) for name in NETWORKS for speed in ("60", "max")
)


def line_figure(url: str, name: str, speed: str) -> Figure:
    """All that comes down a line, WebSocket headers left out."""
    with Learner(url, address_of(NETWORKS[name])) as learner:
        wait_for_welcome([learner])
        learner.command("speed", speed=speed)
        learner.command("play")
        listen([learner], 1.0)
        learner.forget()
        seconds = listen([learner], SECONDS)
    size = learner.frame_bytes / max(learner.num_frames, 1) / 1024
    carried = f"{learner.num_bytes / seconds / 1024:,.1f} kB a second"
    return Figure(
        f"{name} at speed {speed}", f"{carried} ({learner.num_frames / seconds:.0f} frames of {size:.1f} kB)"
    )
