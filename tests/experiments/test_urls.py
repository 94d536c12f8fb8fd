"""Addresses of the board page and of what belongs to it."""

import pytest
from django.urls import reverse
from django.utils import translation


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_address_lies_under_its_language(language):
    with translation.override(language):
        assert reverse("experiments:board") == f"/{language}/"
        assert reverse("experiments:thumbnails") == f"/{language}/thumbnails"
        assert reverse("experiments:preview") == f"/{language}/preview.png"


@pytest.mark.parametrize("accepted, language", [("es-MX,es;q=0.9", "es"), ("en-GB", "en"), ("fr", "en")])
def test_the_bare_address_goes_to_the_browsers_language_and_keeps_the_experiment(client, accepted, language):
    response = client.get("/?data=xor", headers={"accept-language": accepted})
    assert response.status_code == 302
    assert response["Location"] == f"/{language}/?data=xor"
