"""The address: there and back for every spec, short enough, and never an exception for whatever stands in it."""

from urllib.parse import urlencode

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from playground.engine.address import MAX_ADDRESS, Correction, decode_address, encode_address
from playground.engine.address_tables import DEFAULTS
from playground.engine.errors import SpecError
from playground.engine.shapes import MAX_OPERATIONS, check_limits, operations_per_step
from playground.engine.spec import FEATURES, MADE_DATASETS, MAX_SEED, Spec, parse_spec, spec_to_dict
from tests.engine.strategies import specs

PLAUSIBLE = (
    "0 1 -1 2.5 5000 1e400 nan full none 4.tanh,8.relu.bn 8.drop99 adam:1 l1:0.1 blobs plane hinge x1,x2"
)
TOKENS = st.sampled_from([*PLAUSIBLE.split(), "", "%ff", "%00", "9" * 50, "٣", "\ud800", "é"])


@given(specs())
@settings(max_examples=300)
def test_a_spec_comes_back_from_its_address_without_a_correction(spec):
    assume(operations_per_step(spec) <= MAX_OPERATIONS)
    assert decode_address(encode_address(spec)) == (spec, [])


@given(specs())
def test_every_address_is_short_enough_and_plain(spec):
    address = encode_address(spec)
    assert len(address) <= MAX_ADDRESS
    assert address.isascii()
    assert not set(address) & set(" \"'<>#?%")


def test_twelve_layers_with_every_option_fit():
    layer = {"units": 64, "activation": "leaky_relu", "initial": "constant", "dropout": 90, "norm": "batch"}
    long = 0.123456789012345
    optimizer = {
        "kind": "adamw",
        "beta1": long,
        "beta2": long,
        "epsilon": 1.2345678901234567e-12,
        "weight_decay": long,
    }
    spec = parse_spec(
        {
            "dataset": {"kind": "blobs", "num_classes": 4, "num_examples": 4999,
                        "noise": 49, "train_share": 89, "seed": MAX_SEED},
            "features": list(FEATURES),
            "layers": [layer] * 12,
            "output": {"initial": "constant"},
            "training": {
                "optimizer": optimizer,
                "learning_rate": 1.2345678901234567e-06,
                "schedule": {"kind": "step", "every": 999_999, "factor": long},
                "regularization": {"kind": "l1", "rate": long},
                "batch_size": 1499,
                "batches": "shuffled",
                "last_batch": "short",
                "stop_at_epoch": 999_999,
                "stop_at_loss": 1.2345678901234567e-12,
            },
            "precision": "float64",
            "seed": MAX_SEED,
        }
    )  # fmt: skip
    assert len(encode_address(spec)) <= MAX_ADDRESS
    assert decode_address(encode_address(spec)) == (spec, [])


def test_defaults_are_left_out_and_keys_have_one_order():
    spec = parse_spec(
        {"seed": 7, "dataset": {"kind": "spiral", "noise": 5}, "training": {"learning_rate": 0.1}}
    )
    assert encode_address(spec) == "v=1&data=spiral&noise=5&lr=0.1&seed=7"


def test_a_layer_is_one_token():
    layers = [
        {"units": 8},
        {"units": 8, "activation": "relu", "initial": "he", "dropout": 20, "norm": "batch"},
    ]
    assert encode_address(parse_spec({"layers": layers})) == "v=1&net=8.tanh,8.relu.he.drop20.bn"


def test_no_hidden_layers_have_a_word():
    assert encode_address(parse_spec({"layers": []})) == "v=1&net=none"


@pytest.mark.parametrize(
    "data, field",
    [
        ({"dataset": {"kind": "points", "train": [[0, 0, 1]]}}, "dataset"),
        ({"layers": [], "given": [{"weights": [[1, 2]], "bias": [0]}]}, "given"),
    ],
)
def test_what_belongs_to_a_run_has_no_address(data, field):
    with pytest.raises(SpecError) as refused:
        encode_address(parse_spec(data))
    assert (refused.value.field, refused.value.message_code) == (field, "has_no_address")


@given(st.dictionaries(st.sampled_from([*DEFAULTS[1], "v", "foo"]), TOKENS, max_size=8))
@settings(max_examples=300)
def test_wrong_tokens_give_a_valid_spec_and_are_told(pairs):
    query = urlencode(pairs, errors="replace")
    spec, corrections = decode_address(query)
    assert parse_spec(spec_to_dict(spec)) == spec
    assert all(correction.code for correction in corrections)
    assert decode_address(encode_address(spec)) == (spec, [])


@given(st.text(max_size=300))
@example("&" * 3000)
@example("net=" + "4," * 2000)
@example("data=circle&" + "lr=1&" * 1000)
@example("?lr=0.1;seed=3")
@example("v=0")
@example("\ud800=\ud800")
@example("data=\ud800&net=\ud800&v=\ud800")
def test_any_text_at_all_gives_a_valid_spec(text):
    spec, _ = decode_address(text)
    assert parse_spec(spec_to_dict(spec)) == spec


@pytest.mark.parametrize("query", ["", "?", "v=1"])
def test_an_empty_query_is_the_default(query):
    assert decode_address(query) == (Spec(), [])


@pytest.mark.parametrize("kind", MADE_DATASETS)
def test_a_dataset_alone_brings_its_own_defaults(kind):
    assert decode_address(f"data={kind}") == (parse_spec({"dataset": {"kind": kind}}), [])


@pytest.mark.parametrize(
    "query, correction",
    [
        ("lr=5e9", Correction("training.learning_rate", "too_large", "5e9", "100", {"maximum": 100})),
        ("noise=2.6", Correction("dataset.noise", "not_a_whole_number", "2.6", "3")),
        ("foo=3", Correction("foo", "unknown_key", "3", "")),
        ("lr=0.1&lr=0.3", Correction("lr", "repeated", "0.3", "0.1")),
        ("v=99", Correction("v", "unknown_version", "99", "1")),
        ("v=%C2%B2", Correction("v", "unknown_version", "²", "1")),
        ("classes=2", Correction("dataset.num_classes", "not_for_this_dataset", "2", "")),
        (
            "data=plane&loss=hinge",
            Correction("loss", "loss_does_not_fit_task", "hinge", "half_squared", {"task": "regression"}),
        ),
        ("net=4.bn&batch=1", Correction("training.batch_size", "batch_norm_needs_two", "1", "2")),
        (
            "net=4.relu.foo,3",
            Correction(
                "layers", "wrong_layer", "4.relu.foo,3", "4.relu,3.tanh", {"layer": 1, "part": "4.relu.foo"}
            ),
        ),
        (
            "opt=adam:2:0:1",
            Correction("training.optimizer", "too_large", "adam:2:0:1", "adam", {"maximum": 0.99999}),
        ),
    ],
)
def test_a_correction_says_what_stood_there_and_what_is_used(query, correction):
    assert decode_address(query)[1] == [correction]


@pytest.mark.parametrize("tail", ["carry", "short"])
@pytest.mark.parametrize("batch", ["full", "2000", "1700"])
def test_a_step_too_long_for_the_server_gets_a_batch_that_fits(tail, batch):
    net = ",".join(["64.tanh"] * 12)
    spec, corrections = decode_address(f"n=5000&net={net}&train=90&batch={batch}&tail={tail}")
    check_limits(spec)
    if corrections:
        used = str(spec.training.batch_size)
        assert corrections == [Correction("training.batch_size", "too_many_operations", batch, used)]


def test_the_largest_batch_that_fits_is_used():
    net = ",".join(["64.tanh"] * 12)
    spec, corrections = decode_address(f"n=5000&net={net}&train=90&batch=full&tail=short")
    larger = spec.training.model_copy(update={"batch_size": spec.training.batch_size + 1})
    assert corrections
    assert operations_per_step(spec.model_copy(update={"training": larger})) > MAX_OPERATIONS


def test_an_address_that_is_too_long_is_cut_between_two_keys():
    spec, corrections = decode_address("lr=0.1&" + "&".join(f"seed{i}=1" for i in range(300)))
    assert spec.training.learning_rate == 0.1
    assert corrections[0] == Correction("address", "too_long", "2896", "", {"maximum": MAX_ADDRESS})
