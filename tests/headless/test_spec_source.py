"""What may stand on a command line for an experiment."""

import json

import pytest

from playground.engine.spec import Spec, spec_to_dict
from playground.headless.spec_source import SourceError, read_source


@pytest.mark.parametrize(
    "source",
    [
        "v=1&data=spiral",
        "?v=1&data=spiral",
        "http://localhost:8000/es/?v=1&data=spiral",
        "https://example.org/en/?v=1&data=spiral#token",
        "/en/?v=1&data=spiral",
    ],
)
def test_an_address_and_its_query_name_the_same_experiment(source):
    spec, corrections = read_source(source)
    assert spec.dataset.kind == "spiral"
    assert corrections == []


@pytest.mark.parametrize("source", ["", "?", "http://localhost:8000/en/"])
def test_nothing_is_the_experiment_that_the_page_opens_with(source):
    assert read_source(source) == (Spec(), [])


def test_what_an_address_says_wrongly_is_corrected_and_told():
    spec, (correction,) = read_source("v=1&n=7")
    assert spec.dataset.num_examples == 50
    assert "dataset.num_examples=7" in correction
    assert "50" in correction


def test_a_file_holds_a_whole_spec(tmp_path):
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(spec_to_dict(Spec(seed=5))))
    assert read_source(str(path)) == (Spec(seed=5), [])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"seed": -1}', "seed"),
        ('{"version": 2}', "version"),
        ("{", "not JSON"),
        ('{"layers": [{"units": 1e9}]}', "layers.0.units"),
    ],
)
def test_a_file_that_cannot_be_trained_says_where_it_is_wrong(tmp_path, content, reason):
    path = tmp_path / "spec.json"
    path.write_text(content)
    with pytest.raises(SourceError, match=reason):
        read_source(str(path))


def test_a_folder_is_no_spec_file(tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        read_source(str(tmp_path))


@pytest.mark.parametrize("source", ["circle", "spec.json", "http://localhost/e/some-slug/", "/tmp/none/e/x"])
def test_what_names_no_experiment_is_refused_with_an_example(source):
    with pytest.raises(SourceError, match="data=spiral"):
        read_source(source)
