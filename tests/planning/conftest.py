"""HQ on both databases for the tests of the nightly run."""

from __future__ import annotations

from tests.hq.conftest import database_url, hq

__all__ = ["database_url", "hq"]
