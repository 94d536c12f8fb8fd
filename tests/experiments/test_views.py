"""The board page as a browser, a search engine and a visitor without scripts get it."""

import json
import re
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string

from playground.engine.spec import MADE_DATASETS


class Elements(HTMLParser):
    """All start tags of a page with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


def get(client, address="/es/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def block(html, name):
    return json.loads(re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', html)[1])


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_page_only_answers_reading(client, method):
    assert getattr(client, method)("/es/").status_code == 405


@pytest.mark.parametrize("address", ["/es/", "/en/?data=plane&opt=adam", "/en/?data=arms&net=none"])
def test_nothing_in_the_page_needs_inline_scripts_or_styles(client, address):
    html = get(client, address)
    for tag, attributes in Elements(html).found:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag
        if tag == "script":
            assert attributes.get("src") or attributes.get("type") == "application/json"
    assert "<style" not in html


def test_the_page_carries_spec_and_texts(client):
    html = get(client, "/es/?data=xor&lr=0.1")
    assert block(html, "board-data")["spec"]["training"]["learning_rate"] == 0.1
    assert block(html, "board-data")["address"] == "v=1&data=xor&lr=0.1"
    assert block(html, "board-text")["transport.play"] == "Entrenar"


def test_controls_show_the_address_in_the_language_of_the_page(client):
    inputs = Elements(get(client, "/es/?lr=0.1&noise=20&data=moons")).all("input")
    values = {
        attributes["data-field"]: attributes["value"]
        for attributes in inputs
        if attributes.get("class") == "num"
    }
    assert values["training.learning_rate"] == "0,1"
    assert values["dataset.noise"] == "20\u00a0%"
    checked = [
        attributes["value"]
        for attributes in inputs
        if attributes.get("name") == "dataset" and "checked" in attributes
    ]
    assert checked == ["moons"]


def test_every_dataset_can_be_picked(client):
    inputs = Elements(get(client)).all("input")
    assert [attributes["value"] for attributes in inputs if attributes.get("name") == "dataset"] == list(
        MADE_DATASETS
    )


def test_every_control_has_a_label(client):
    html = get(client, "/en/")
    elements = Elements(html)
    labelled = {attributes["for"] for attributes in elements.all("label") if "for" in attributes}
    for attributes in elements.all("input"):
        wrapped = attributes.get("type") == "radio"
        assert wrapped or attributes.get("aria-label") or attributes.get("id") in labelled


def test_ids_are_not_repeated(client):
    ids = [attributes["id"] for _, attributes in Elements(get(client)).found if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_a_wrong_address_opens_the_nearest_experiment_and_says_so(client):
    html = get(client, "/es/?lr=1000&data=xor")
    assert block(html, "board-data")["address"] == "v=1&data=xor&lr=100"
    assert "«Tasa de aprendizaje» tiene que ser 100 o menos. La página usa 100." in html


def test_what_an_address_says_is_never_taken_as_html(client):
    html = get(client, "/en/?%3Cscript%3Ealert(1)%3C/script%3E=1&data=%22%3E%3Cimg%20src=x%3E")
    assert "<script>alert" not in html
    assert "<img src=x" not in html


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?" + "&".join(f"k{i}=1" for i in range(300)),
        "?net=" + "9" * 5000,
        "?%ff%fe=%00",
        "?lr=nan&n=1e999",
    ],
)
def test_no_query_breaks_the_page(client, query):
    get(client, f"/es/{query}")


def test_search_engines_find_both_languages_and_one_canonical_address(client):
    links = Elements(get(client, "/en/?data=xor&seed=7")).all("link")
    alternates = {link["hreflang"]: link["href"] for link in links if link["rel"] == "alternate"}
    assert set(alternates) == {"es", "en", "x-default"}
    assert alternates["es"].endswith("/es/?v=1&data=xor&seed=7")
    [canonical] = [link["href"] for link in links if link["rel"] == "canonical"]
    assert canonical.endswith("/en/?v=1&data=xor")


def test_title_and_description_are_in_the_language_of_the_page(client):
    html = get(client, "/es/?data=spiral")
    assert "<title>Desenrollar la espiral · Deep Learning Playground</title>" in html
    assert '<html lang="es">' in html
    assert "Arma una red neuronal" in html


def test_the_page_is_never_kept_by_a_cache(client):
    assert "no-store" in client.get("/es/")["Cache-Control"]


def test_no_cookie_is_set(client):
    assert not client.get("/es/").cookies


def test_thumbnails_follow_noise_and_sample(client):
    plain, noisy = (client.get(f"/es/thumbnails?{query}").json() for query in ("", "noise=40"))
    assert set(plain) == set(MADE_DATASETS)
    assert plain["moons"] != noisy["moons"]


def test_pictures_may_be_kept_by_caches(client):
    response = client.get("/en/preview.png?data=xor")
    assert response["Content-Type"] == "image/png"
    assert "public" in response["Cache-Control"]


def test_a_page_without_scripts_shows_a_picture_of_its_experiment(client):
    html = get(client, "/en/?data=xor")
    assert re.search(r'<noscript><img src="/en/preview.png\?v=1&amp;data=xor"', html)


def test_robots_may_look_at_everything(client):
    assert "Disallow" not in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize(
    "address, words", [("/es/nowhere", "no hay nada"), ("/en/nowhere", "nothing at this address")]
)
def test_an_address_that_leads_nowhere_says_so_in_its_language(client, address, words):
    response = client.get(address)
    assert response.status_code == 404
    assert words in response.content.decode()


def test_a_failure_of_ours_shows_a_page_that_needs_nothing():
    assert "Something failed" in render_to_string("500.html")


def test_the_help_sheet_is_a_part_for_htmx_and_a_page_without_it(client):
    part = client.get("/es/help", headers={"HX-Request": "true"}).content.decode()
    page = client.get("/es/help").content.decode()
    assert "<html" not in part
    assert "data-single-keys" in part
    assert "<html" in page
    assert "Entrenar o pausar" in page
