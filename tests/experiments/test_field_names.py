"""Names of fields by their dotted path."""

from django.utils import translation

from playground.experiments.field_names import field_name, field_names


def test_a_field_is_named_in_the_learners_language():
    with translation.override("es"):
        assert field_name("training.learning_rate") == "Tasa de aprendizaje"


def test_a_layers_field_has_the_name_of_all_layers():
    with translation.override("en"):
        assert field_name("layers.3.activation") == "Activation"


def test_a_field_without_a_name_has_that_of_what_it_belongs_to():
    with translation.override("en"):
        assert field_name("training.schedule.unheard") == "Schedule"
        assert field_name("layers.3.what") == "Layers"


def test_an_unknown_field_is_named_by_its_path():
    assert field_name("nonsense") == "nonsense"


def test_every_name_is_translated():
    with translation.override("es"):
        names = field_names()
    assert names["dataset.noise"] == "Ruido"
