"""A clock that stands still until somebody moves it."""


class FakeClock:
    """Gives its `seconds`; a fake that waits adds to them."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds
