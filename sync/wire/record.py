"""What every fact and every part of one is."""

from __future__ import annotations

import msgspec

SCHEMA_VERSION = 1


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a fact."""


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """One thing that happened; the tag names its kind, ``v`` its schema version."""

    v: int = SCHEMA_VERSION


class Person(Record, frozen=True, kw_only=True):
    """Who did it: the staff number and the name as it was then."""

    id: str
    name: str
