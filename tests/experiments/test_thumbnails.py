"""Small pictures of datasets as they travel."""

import base64

import numpy as np

from playground.engine.address import decode_address
from playground.engine.datasets.make import DATASETS, make_dataset
from playground.engine.spec import Spec
from playground.experiments.thumbnails import PLACES_A_UNIT, thumbnails


def decode(text):
    return np.frombuffer(base64.b64decode(text), np.int8).reshape(-1, 3)


def test_every_dataset_has_a_picture_with_all_its_classes():
    pictures = {kind: decode(text) for kind, text in thumbnails(Spec()).items()}
    assert set(pictures) == set(DATASETS)
    assert set(pictures["circle"][:, 2]) == {-1, 1}
    assert set(pictures["arms"][:, 2]) == {0, 1, 2}


def test_points_are_those_of_the_page():
    spec, _ = decode_address("data=moons&noise=20&sample=9")
    dataset = make_dataset(spec)
    real = np.vstack([dataset.train_points, dataset.test_points])
    drawn = decode(thumbnails(spec)["moons"])[:, :2] / PLACES_A_UNIT
    away = np.abs(drawn[:, None, :] - real[None]).max(axis=2).min(axis=1)
    assert away.max() <= 0.5 / PLACES_A_UNIT + 1e-9


def test_noise_and_sample_change_the_picture():
    texts = {thumbnails(decode_address(query)[0])["spiral"] for query in ("", "noise=30", "sample=1")}
    assert len(texts) == 3


def test_the_number_of_classes_is_the_pages():
    spec, _ = decode_address("data=blobs&classes=4")
    assert set(decode(thumbnails(spec)["blobs"])[:, 2]) == {0, 1, 2, 3}
