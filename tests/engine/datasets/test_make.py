"""From spec to examples: prefix, split, sample, given points."""

import numpy as np
import pytest

from playground.engine.datasets.draws import Draws
from playground.engine.datasets.make import DATASETS, make_dataset, thumbnail_points
from playground.engine.spec import MADE_DATASETS, Spec, parse_spec


def made(kind="circle", **fields):
    return make_dataset(parse_spec({"dataset": {"kind": kind, **fields}}))


def rows(dataset):
    """Every example as a row x1, x2, label, in a fixed order."""
    points = np.concatenate([dataset.train_points, dataset.test_points])
    labels = np.concatenate([dataset.train_labels, dataset.test_labels])
    return {tuple(row) for row in np.column_stack([points, labels]).tolist()}


def test_there_is_one_dataset_for_every_made_kind_of_the_spec():
    assert tuple(DATASETS) == tuple(MADE_DATASETS)


@pytest.mark.parametrize("kind", DATASETS)
def test_more_examples_keep_the_old_ones(kind):
    few, many = (rows(made(kind, num_examples=num, noise=20)) for num in (99, 500))
    assert len(few) == 99
    assert few < many


@pytest.mark.parametrize("kind", DATASETS)
def test_another_sample_has_other_points(kind):
    assert not rows(made(kind, seed=0)) & rows(made(kind, seed=1))


@pytest.mark.parametrize("kind", DATASETS)
@pytest.mark.parametrize("noise", [0, 50])
def test_examples_are_finite_and_lie_about_the_plane(kind, noise):
    points, _ = DATASETS[kind](Draws(seed=0, num=5_000, noise=noise / 100, num_classes=3))
    assert np.isfinite(points).all()
    assert (np.abs(points) <= 6).mean() > 0.9


@pytest.mark.parametrize("share, num_train", [(50, 25), (33, 16), (10, 5), (90, 45)])
def test_the_train_part_is_its_share_rounded_down(share, num_train):
    dataset = made(num_examples=50, train_share=share)
    assert len(dataset.train_points) == len(dataset.train_labels) == num_train
    assert len(dataset.test_points) == len(dataset.test_labels) == 50 - num_train


def test_a_larger_share_keeps_the_train_part_and_its_order():
    small, large = made(train_share=30), made(train_share=60)
    assert (large.train_points[: len(small.train_points)] == small.train_points).all()


def test_noise_leaves_the_split_alone():
    clean, noisy = made("circle"), made("circle", noise=50)
    assert (clean.train_points == noisy.train_points).all()
    assert (clean.train_labels != noisy.train_labels).any()


def test_the_train_part_is_shuffled():
    labels = made("gauss").train_labels
    assert 0 < np.count_nonzero(np.diff(labels)) < len(labels) - 1
    assert 0.4 < (labels > 0).mean() < 0.6


def test_given_points_stay_as_they_are():
    train, test = [[1, 2, 1], [3, 4, -1]], [[5.5, 6, 1]]
    dataset = made("points", train=train, test=test)
    assert dataset.train_points.tolist() == [[1, 2], [3, 4]]
    assert dataset.train_labels.tolist() == [1, -1]
    assert dataset.test_points.tolist() == [[5.5, 6]]


def test_given_points_may_have_no_test_part():
    assert made("points", train=[[1, 2, 1]]).test_points.shape == (0, 2)


def test_the_same_spec_gives_the_same_examples():
    first, second = make_dataset(Spec()), make_dataset(Spec())
    assert (first.train_points == second.train_points).all()


@pytest.mark.parametrize("kind", DATASETS)
def test_thumbnails_have_200_points_of_every_class(kind):
    points, labels = thumbnail_points(kind)
    assert points.shape == (200, 2)
    if kind not in ("plane", "hills"):
        assert set(labels) == ({0, 1, 2} if kind in ("blobs", "arms") else {-1, 1})


SECOND_POINTS = {
    "circle": (-1.728426270665, -3.136671996133, -1.0),
    "xor": (-4.757572882897, 1.101567936305, 1.0),
    "gauss": (-2.471650108585, -0.442332095242, -1.0),
    "spiral": (0.129770764053, -0.456538238581, -1.0),
    "moons": (-0.387647157602, -0.189476965057, -1.0),
    "blobs": (-3.502739021830, -0.192332095242, 1.0),
    "arms": (1.093616295207, -0.987188914452, 1.0),
    "plane": (-5.349087459476, 0.961881523566, -0.408745434213),
    "hills": (-5.349087459476, 0.961881523566, 0.0),
}
"""x1, x2, label of point 1 of sample 7 at noise 30: addresses and saved experiments hang on them."""


@pytest.mark.parametrize("kind", DATASETS)
def test_a_sample_never_changes(kind):
    points, labels = DATASETS[kind](Draws(seed=7, num=2, noise=0.3, num_classes=3))
    assert [*points[1], labels[1]] == pytest.approx(SECOND_POINTS[kind], abs=1e-10)
