import asyncio

from playground.engine.commands import parse_command
from playground.live.command_queue import MAX_REPLACED, CommandQueue
from playground.live.limits import TokenBucket
from playground.live.messages import CommandMessage


def message(number: int, name: str = "set", **fields: object) -> CommandMessage:
    data = {"name": name, **({"field": "seed", "value": number} | fields if name == "set" else {})}
    return CommandMessage(number, parse_command(data), data)


class Trainer:
    """What the queue sends and refuses."""

    def __init__(self, rate: float = 1_000, burst: float = 1_000) -> None:
        self.sent: list[int] = []
        self.refused: list[int] = []
        self.queue = CommandQueue(
            TokenBucket(rate, burst),
            lambda sent: self.sent.append(sent.id),
            lambda number, _: self.refused.append(number),
        )


async def test_commands_pass_in_order():
    trainer = Trainer()
    for number, name in enumerate(["play", "pause", "reset"]):
        trainer.queue.put(message(number, name))
    assert trainer.sent == [0, 1, 2]


async def test_of_many_moves_one_is_under_way_and_the_last_follows():
    trainer = Trainer()
    for number in range(10):
        trainer.queue.put(message(number))
    assert trainer.sent == [0]
    assert trainer.queue.answered(0) == [0]
    assert trainer.sent == [0, 9]
    assert sorted(trainer.queue.answered(9)) == [1, 2, 3, 4, 5, 6, 7, 8, 9]


async def test_another_field_does_not_wait():
    trainer = Trainer()
    trainer.queue.put(message(1))
    trainer.queue.put(message(2, field="loss", value="mse"))
    assert trainer.sent == [1, 2]


async def test_what_was_moved_before_play_takes_effect_before_it():
    trainer = Trainer()
    for number in range(3):
        trainer.queue.put(message(number))
    trainer.queue.put(message(3, "play"))
    assert trainer.sent == [0, 2, 3]


async def test_beyond_the_limit_moves_wait_and_others_are_refused():
    trainer = Trainer(rate=200, burst=1)
    trainer.queue.put(message(0, "play"))
    trainer.queue.put(message(1, "pause"))
    trainer.queue.put(message(2))
    assert (trainer.sent, trainer.refused) == ([0], [1])
    async with asyncio.timeout(5):
        while trainer.sent != [0, 2]:
            await asyncio.sleep(0.005)


async def test_what_is_replaced_does_not_pile_up():
    trainer = Trainer()
    for number in range(1_000):
        trainer.queue.put(message(number))
    assert len(trainer.refused) == 1_000 - 2 - MAX_REPLACED
    trainer.queue.answered(0)
    assert len(trainer.queue.answered(999)) == MAX_REPLACED + 1


async def test_at_the_end_what_waits_is_sent():
    trainer = Trainer()
    trainer.queue.put(message(0))
    trainer.queue.put(message(1))
    trainer.queue.close()
    assert trainer.sent == [0, 1]


async def test_a_run_that_ended_owes_an_answer_to_all():
    trainer = Trainer()
    trainer.queue.put(message(9, "play"))
    for number in range(3):
        trainer.queue.put(message(number))
    assert sorted(trainer.queue.give_up()) == [0, 1, 2, 9]
    assert trainer.queue.give_up() == []
