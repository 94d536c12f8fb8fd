import subprocess
import sys

import pytest
from django.conf import settings

from playground.asgi import application, is_address

IN_A_FRESH_PROCESS = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import playground.asgi
from django.test import Client
from django.urls import get_resolver

def resolve(resolver):
    for pattern in resolver.url_patterns:
        resolve(pattern) if hasattr(pattern, "url_patterns") else pattern.callback

resolve(get_resolver())
for language in ("es", "en"):
    answer = Client().get(f"/{language}/", headers={"host": "127.0.0.1"})
    assert answer.status_code == 200, answer.status_code
print([name for name in sys.modules if name.split(".")[0] in ("torch", "numba", "llvmlite")][:5])
"""


def test_a_page_is_served_without_torch():
    done = subprocess.run(
        [sys.executable, "-c", IN_A_FRESH_PROCESS],
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


async def answers_of(*headers):
    """What a socket with these headers is told; its page never says hello."""
    sent = []
    events = [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1006}]

    async def receive():
        return events.pop(0)

    async def send(event):
        sent.append(event["type"])

    scope = {"type": "websocket", "path": "/live/", "client": ["192.0.2.9", 1], "headers": list(headers)}
    await application(scope, receive, send)
    return sent


@pytest.mark.parametrize(
    "origin",
    [
        b"https://evil.example",
        b"null",
        b"none",
        b"",
        b"http://[",
        b"http://127.0.0.1.evil.example",
        b"file://",
        b"\xff",
    ],
)
async def test_a_foreign_origin_is_refused_before_the_socket_opens(origin):
    assert await answers_of((b"origin", origin)) == ["websocket.close"]


async def test_a_socket_without_origin_or_with_two_is_refused():
    assert await answers_of() == ["websocket.close"]
    ours = (b"origin", b"http://127.0.0.1:8000")
    assert await answers_of(ours, ours) == ["websocket.close"]


async def test_a_page_of_ours_opens_its_socket():
    assert (await answers_of((b"origin", b"http://127.0.0.1:8000")))[0] == "websocket.accept"


@pytest.mark.parametrize("origin, expected", [("http://x", True), ("http://[", False), ("null", False)])
def test_an_origin_is_an_address(origin, expected):
    assert is_address(origin) is expected
