import pytest
import torch

from playground.engine.commands import parse_command
from playground.engine.errors import EngineError, SpecError
from playground.engine.spec import Spec, parse_spec
from playground.trainer.engine_runs import EngineRuns, choose_device, name_of_device, warm_up
from playground.trainer.holding import Holding, decode_holding, encode_holding
from playground.trainer.messages import View
from playground.trainer.trained_run import TrainedRun
from playground.trainer.views import encode_views

MAKER = EngineRuns("cpu")


def numbers(run: TrainedRun) -> list[float]:
    return run.workspace.parameters.tolist()


@pytest.mark.parametrize(
    "spec",
    [
        {},
        {"training": {"optimizer": {"kind": "adam"}, "batches": "shuffled"}},
        {"layers": [{"units": 3, "norm": "batch", "dropout": 20}], "precision": "float64"},
    ],
)
def test_a_restored_run_takes_the_steps_that_would_have_come(spec: dict[str, object]):
    run = MAKER.make(parse_spec(spec))
    run.advance(1000)
    run.advance(7)
    again = MAKER.restore(MAKER.save(run))
    assert numbers(again) == numbers(run)
    for one in (run, again):
        for _ in range(3):
            one.advance(40)
    assert numbers(again) == numbers(run)
    assert (again.step_number, again.epoch, again.position) == (run.step_number, run.epoch, run.position)


def test_a_run_inside_a_step_comes_back_inside_it():
    run = MAKER.make(Spec())
    run.advance(3)
    run.next_phase()
    run.next_phase()
    again = MAKER.restore(MAKER.save(run))
    assert (again.step_number, again.phase) == (run.step_number, run.phase)
    for one in (run, again):
        while one.phase != "backward":
            one.next_phase()
    assert again.workspace.gradients.tolist() == run.workspace.gradients.tolist()


def test_a_holding_with_a_real_run_keeps_its_rows_and_changes():
    holding = Holding(run=MAKER.make(Spec()))
    for _ in range(3):
        holding.run.advance(1000)
    holding.run.apply(parse_command({"name": "unit.add", "layer": 0}))  # type: ignore[arg-type]
    data = encode_holding(holding, MAKER)
    again = decode_holding(data, holding.rows.to_bytes(), MAKER)
    again.run.advance(1000)
    again.collect_rows()
    assert len(again.rows) == 5
    assert again.run.can_undo
    again.run.apply(parse_command({"name": "undo"}))  # type: ignore[arg-type]
    assert again.run.spec == Spec()


def test_every_view_of_a_real_run_has_its_shape():
    run = MAKER.make(parse_spec({"layers": [{"units": 3, "norm": "batch"}]}))
    for _ in range(4):
        run.next_phase()
    views = tuple(View(name, 1, 0) for name in ("parameters", "gradients", "values", "step"))  # type: ignore[arg-type]
    sections = {section.view: section.values for section in encode_views(run, views)}
    assert {name: values.shape for name, values in sections.items()} == {
        "row": (7,), "parameters": (25,), "gradients": (13,), "values": (11,), "step": (4,),
    }  # fmt: skip
    assert sections["step"][0] > 0


def test_bytes_that_are_no_run_are_refused():
    for data in (b"", b"{}", b"\x00" * 1000):
        with pytest.raises(EngineError):
            MAKER.restore(data)


def test_a_network_beyond_the_limits_is_refused():
    layers = [{"units": 64} for _ in range(12)]
    with pytest.raises(SpecError):
        MAKER.make(parse_spec({
            "layers": layers, "dataset": {"kind": "circle", "num_examples": 5000},
            "training": {"batch_size": "full"},
        }))  # fmt: skip


def test_warm_up_takes_a_step_of_every_stepper_on_one_thread():
    warm_up("cpu")
    assert torch.get_num_threads() == 1


def test_the_device_has_a_name():
    assert name_of_device("cpu")
    assert choose_device("cpu") == "cpu"
    assert choose_device("auto") in ("cpu", "cuda", "mps")


def test_a_diverged_run_whose_weight_was_set_by_hand_can_be_saved():
    run = MAKER.make(parse_spec({"dataset": {"kind": "plane"}, "training": {"learning_rate": 100.0}}))
    run.apply(parse_command({"name": "weight.set", "layer": 2, "unit": 0, "input": 0, "value": 1e6}))  # type: ignore[arg-type]
    run.advance(1000)
    assert run.diverged
    run.apply(parse_command({"name": "weight.set", "layer": 2, "unit": 0, "input": 0, "value": 0.5}))  # type: ignore[arg-type]
    again = MAKER.restore(MAKER.save(run))
    assert again.can_undo
    again.apply(parse_command({"name": "undo"}))  # type: ignore[arg-type]
