"""The learning rate of an epoch under a schedule, as torch.optim.lr_scheduler writes them in closed form."""

import math

from playground.engine.spec import Cosine, Exponential, StepDecay, Training, Warmup


def learning_rate(training: Training, epoch: int) -> float:
    """The rate of every step of `epoch`, counted from 0."""
    rate, schedule = training.learning_rate, training.schedule
    match schedule:
        case StepDecay():
            return float(rate * schedule.factor ** (epoch // schedule.every))
        case Exponential():
            return float(rate * schedule.factor**epoch)
        case Cosine():
            return rate * (1 + math.cos(math.pi * min(epoch, schedule.epochs) / schedule.epochs)) / 2
        case Warmup():
            return rate * min(1.0, (epoch + 1) / schedule.epochs)
        case _:
            return rate
