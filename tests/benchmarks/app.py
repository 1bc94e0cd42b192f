"""Our side of the comparison: the application that is also attacked, beside its peers."""

from tests.infrastructure.robustness.app import app, hello

__all__ = ["app", "hello"]
