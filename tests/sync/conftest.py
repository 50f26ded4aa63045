"""The same HQ fixtures as the fault tests: a store of its own for every test."""

from tests.faults.conftest import hq, store

__all__ = ["hq", "store"]
