"""Schedules of the learning rate against torch.optim.lr_scheduler."""

import pytest
import torch
from torch.optim import lr_scheduler

from playground.engine.rates import learning_rate
from playground.engine.spec import Constant, Cosine, Exponential, StepDecay, Training, Warmup


def torch_rates(make, num_epochs):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.2)
    scheduler = make(optimizer)
    rates = []
    for _ in range(num_epochs):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


@pytest.mark.parametrize(
    ("schedule", "make"),
    [
        (Constant(), lambda o: lr_scheduler.ConstantLR(o, factor=1.0)),
        (StepDecay(every=4, factor=0.5), lambda o: lr_scheduler.StepLR(o, 4, 0.5)),
        (Exponential(factor=0.9), lambda o: lr_scheduler.ExponentialLR(o, 0.9)),
        (Cosine(epochs=20), lambda o: lr_scheduler.CosineAnnealingLR(o, 20)),
        (Warmup(epochs=5), lambda o: lr_scheduler.LinearLR(o, 1 / 5, 1.0, 4)),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_each_schedule_is_torchs(schedule, make):
    training = Training(learning_rate=0.2, schedule=schedule)
    ours = [learning_rate(training, epoch) for epoch in range(18)]
    assert ours == pytest.approx(torch_rates(make, 18), rel=1e-12, abs=1e-15)


def test_cosine_stays_at_zero_when_it_is_through():
    training = Training(schedule=Cosine(epochs=10))
    assert learning_rate(training, 10) == learning_rate(training, 5_000) == 0.0
