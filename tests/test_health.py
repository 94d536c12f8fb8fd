import pytest

from playground.health import trainer_state
from playground.trainer import backend
from playground.trainer.backend import Capacity
from tests.trainer.fake_backend import FakeBackend


@pytest.fixture(autouse=True)
def no_backend(monkeypatch):
    monkeypatch.setattr(backend, "_backend", [])


def test_pages_are_served_before_the_trainer_is_warm(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert b"trainer: warming" in answer.content


def test_a_warm_trainer_is_ready(client):
    backend.use_backend(FakeBackend())
    assert b"trainer: ready" in client.get("/healthz").content


def test_a_trainer_without_a_warm_worker_is_warming(monkeypatch):
    fake = FakeBackend()
    monkeypatch.setattr(fake, "capacity", lambda: Capacity(2, 0, 0, 10))
    backend.use_backend(fake)
    assert trainer_state() == "warming"


def test_health_is_asked_not_told(client):
    assert client.post("/healthz").status_code == 405
