"""A clock that tests move; every look at it takes a little time, so that a loop until a deadline ends."""


class Clock:
    def __init__(self, tick: float = 1e-4) -> None:
        self.now = 100.0
        self.tick = tick

    def __call__(self) -> float:
        self.now += self.tick
        return self.now
