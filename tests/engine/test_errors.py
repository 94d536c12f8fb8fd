"""What a refusal carries."""

from playground.engine.errors import EngineError, SpecError


def test_a_spec_error_says_where_why_and_with_which_values():
    error = SpecError("layers.0.units", "too_large", {"maximum": 64})
    assert (error.field, error.message_code, error.params) == ("layers.0.units", "too_large", {"maximum": 64})
    assert str(error) == "layers.0.units: too_large {'maximum': 64}"


def test_params_are_a_copy():
    params = {"maximum": 64}
    error = SpecError("seed", "too_large", params)
    params["maximum"] = 1
    assert error.params == {"maximum": 64}


def test_a_spec_error_is_an_engine_error():
    assert isinstance(SpecError("seed", "missing"), EngineError)
