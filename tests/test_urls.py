import pytest
from django.urls import resolve


@pytest.mark.parametrize("language", ["es", "en"])
def test_each_language_has_its_first_page(client, language):
    answer = client.get(f"/{language}/")
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == language


@pytest.mark.parametrize(
    "wanted, language",
    [("es-MX,es;q=0.9", "es"), ("en-GB", "en"), ("fr", "en"), ("", "en"), ("x" * 500, "en")],
)
def test_the_browser_chooses_the_language_and_keeps_the_query(client, wanted, language):
    answer = client.get("/?v=1&lr=0.1", headers={"accept-language": wanted})
    assert answer.headers["Location"] == f"/{language}/?v=1&lr=0.1"


def test_an_unknown_address_is_not_found(client):
    assert client.get("/es/nothing-here/").status_code == 404


def test_health_has_no_language():
    assert resolve("/healthz").url_name == "healthz"


def test_search_engines_may_come(client):
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain"
    assert b"Allow: /" in answer.content


@pytest.mark.parametrize("path", ["/es/", "/en/nothing-here/", "/healthz"])
def test_every_answer_carries_the_strict_policy(client, path):
    headers = client.get(path).headers
    assert "script-src 'self';" in headers["Content-Security-Policy"] + ";"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_first_page_sets_no_cookie(client):
    assert not client.get("/es/").cookies


@pytest.mark.parametrize(
    "query", ["%00", "%ff%fe", "a" * 20_000, "lr=1e999&net=99.x", "&&&==", "v=999999999999999999"]
)
def test_no_query_reaches_a_traceback(client, query):
    assert client.get(f"/es/?{query}").status_code in (200, 400, 414)


def test_a_foreign_host_is_refused(client):
    assert client.get("/es/", headers={"host": "evil.example"}).status_code == 400


def test_html_is_compressed(client):
    answer = client.get("/es/", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
