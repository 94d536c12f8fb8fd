from contextlib import ExitStack
from pathlib import Path

import pytest

from bench.stepper import NETWORKS, build, check, experiment_of, javascript_peer, losses_of
from playground.engine.run import Run
from playground.engine.spec import parse_spec
from playground.headless.reference_runs import read_reference_runs

FIXTURE = Path(__file__).parent.parent / "fixtures" / "parity" / "circle_l1.json"


def test_the_peer_finds_the_losses_of_tensorflow_playground_itself():
    (reference,) = read_reference_runs(FIXTURE)
    with javascript_peer(reference.spec):
        pass  # it is let in only with our losses
    assert losses_of(reference.spec)[0] == pytest.approx(reference.trace[1][1:], rel=1e-9)


@pytest.mark.parametrize("fields", NETWORKS.values(), ids=NETWORKS)
def test_the_peer_finds_our_losses_on_every_network_that_is_timed(fields):
    with ExitStack() as open_ones:
        open_ones.enter_context(javascript_peer(build(fields, "float64")))


def test_another_network_is_not_taken_for_the_same():
    with pytest.raises(ValueError, match="differ"):
        check(losses_of(build({}, "float64")), losses_of(build({"seed": 1}, "float64")), 1e-9)


def test_the_peer_gets_the_weights_and_points_that_ours_starts_from():
    spec = parse_spec({"precision": "float64", "dataset": {"kind": "plane"}})
    experiment, run = experiment_of(spec), Run(spec)
    flat = [value for layer in experiment["layers"] for node in layer for value in node["w"]]
    flat += [node["b"] for layer in experiment["layers"] for node in layer]
    assert sorted(flat) == sorted(run.workspace.parameters.tolist())
    assert experiment["train"]["targets"] == run.workspace.train_targets.tolist()
    assert experiment["output"] == "linear"
