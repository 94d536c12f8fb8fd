"""Every choice of the spec has a name in both languages."""

from typing import get_args

import pytest
from django.utils import translation

from playground.engine.spec import INITIALS, MADE_DATASETS, NormName
from playground.engine.tasks import LOSSES
from playground.experiments import choices


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_dataset_has_a_name_and_a_title(language):
    with translation.override(language):
        assert list(choices.dataset_names()) == list(MADE_DATASETS)
        assert set(choices.titles()) == {*MADE_DATASETS, "points"}


@pytest.mark.parametrize(
    "named, values",
    [(choices.norms, get_args(NormName)), (choices.losses, LOSSES), (choices.initials, INITIALS)],
)
def test_lists_have_every_value_of_the_spec(named, values):
    assert tuple(choice.value for choice in named()) == tuple(values)


def test_names_of_a_list_differ():
    with translation.override("es"):
        for named in (choices.activations, choices.optimizers, choices.schedules, choices.losses):
            names = [choice.name for choice in named()]
            assert len(set(names)) == len(names)


def test_every_way_to_begin_has_a_sentence():
    assert {choice.value for choice in choices.about_initials()} == {*INITIALS, "mixed"}
