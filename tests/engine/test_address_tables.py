"""The frozen tables: version 1 is the default experiment, for good."""

import pytest
from pydantic import BaseModel

from playground.engine.address import decode_address, encode_address
from playground.engine.address_tables import CURRENT, DEFAULTS, KIND_DEFAULTS, LAYER_DEFAULTS, default_token
from playground.engine.spec import MADE_DATASETS, OPTIMIZERS, SCHEDULES, DenseLayer, Spec, parse_spec


def numbers_of(model: BaseModel) -> list[float]:
    return [float(value) for name, value in model.model_dump().items() if name != "kind"]


def test_every_version_has_its_three_tables():
    assert set(DEFAULTS) == set(KIND_DEFAULTS) == set(LAYER_DEFAULTS) == set(range(1, CURRENT + 1))


def test_the_newest_table_is_the_default_experiment():
    assert encode_address(Spec()) == ""
    assert decode_address(f"v={CURRENT}") == (Spec(), [])


@pytest.mark.parametrize("kind", MADE_DATASETS)
def test_the_newest_table_holds_the_defaults_of_every_dataset(kind):
    spec = parse_spec({"dataset": {"kind": kind}})
    assert encode_address(spec) in ("", f"v={CURRENT}&data={kind}")


@pytest.mark.parametrize("kind, model", [*OPTIMIZERS.items(), *SCHEDULES.items()])
def test_the_newest_table_holds_the_numbers_of_every_optimizer_and_schedule(kind, model):
    token = KIND_DEFAULTS[CURRENT][kind]
    assert [float(number) for number in token.split(":") if number] == numbers_of(model())


def test_the_newest_table_holds_the_silent_fields_of_a_layer():
    assert LAYER_DEFAULTS[CURRENT] == DenseLayer().model_dump(exclude={"kind"})


def test_version_1_is_frozen():
    assert decode_address("v=1&lr=0.1&net=3,8.relu&opt=adam&schedule=step")[0] == parse_spec(
        {
            "dataset": {"kind": "circle", "num_examples": 500, "noise": 0, "train_share": 50, "seed": 0},
            "features": ["x1", "x2"],
            "layers": [
                {"units": 3, "activation": "tanh", "initial": "uniform", "dropout": 0, "norm": "none"},
                {"units": 8, "activation": "relu", "initial": "uniform", "dropout": 0, "norm": "none"},
            ],
            "output": {"initial": "uniform"},
            "loss": "half_squared",
            "training": {
                "optimizer": {"kind": "adam", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
                "learning_rate": 0.1,
                "schedule": {"kind": "step", "every": 100, "factor": 0.5},
                "regularization": {"kind": "none", "rate": 0},
                "batch_size": 10,
                "batches": "in_order",
                "last_batch": "carry",
                "stop_at_epoch": None,
                "stop_at_loss": None,
            },
            "precision": "float32",
            "seed": 0,
        }
    )


@pytest.mark.parametrize("kind, token", [("plane", "1200"), ("circle", "500")])
def test_a_default_may_depend_on_the_dataset(kind, token):
    assert default_token(1, "n", kind) == token
