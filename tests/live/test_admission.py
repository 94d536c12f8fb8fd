import pytest

from playground.live.admission import Limits, TurnedAway, parse_page_spec, read_page_token
from playground.live.messages import Hello
from playground.live.tokens import make_token, new_name, read_token


def hello(token: str, previous: str = "") -> Hello:
    return Hello("1", token, "page", -1, 16, 1_000, [], None, previous=previous)


def test_limits_are_those_of_the_settings(settings):
    settings.MAX_OPEN_RUNS = 7
    assert Limits.from_settings().open_runs == 7


def test_the_visitor_of_the_previous_run_is_handed_on():
    token, previous = make_token(new_name()), make_token(new_name())
    assert read_page_token(hello(token, previous)).visitor == read_token(previous).visitor


@pytest.mark.parametrize("previous", ["", "nonsense"])
def test_a_wrong_token_is_turned_away(previous):
    with pytest.raises(TurnedAway) as caught:
        read_page_token(hello("nonsense", previous))
    assert caught.value.close_code == 4403


@pytest.mark.parametrize(
    "spec", [7, [], {"nothing": 1}, {"seed": -1}, {"training": {"learning_rate": "NaN"}}]
)
def test_a_wrong_spec_is_turned_away_with_its_field(spec):
    with pytest.raises(TurnedAway) as caught:
        parse_page_spec(spec)
    assert caught.value.close_code == 4008


def test_no_spec_stands_for_the_default_experiment():
    assert parse_page_spec(None) is None
