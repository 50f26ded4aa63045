"""Facts and messages of every version that was ever sent are read forever, unknown fields kept.

The files of a version are written once, when it is released (``RECORD=1 pytest`` writes those that
are missing); they are never changed afterwards.
"""

from __future__ import annotations

import os
import typing
from pathlib import Path

import msgspec
import pytest

from sync.wire import chain, facts, feed, messages, order_messages

RECORDED = Path(__file__).parent / "recorded"
VERSION = f"v{facts.SCHEMA_VERSION}"


def sample(kind: object) -> object:
    """A value of a type, every field filled."""
    info = msgspec.inspect.type_info(kind)
    return _fill(info)


PLAIN: dict[type[msgspec.inspect.Type], object] = {
    msgspec.inspect.BoolType: True,
    msgspec.inspect.IntType: 7,
    msgspec.inspect.StrType: "字 text",
    msgspec.inspect.RawType: msgspec.Raw(b'{"any":"thing"}'),
}


def _fill(info: msgspec.inspect.Type) -> object:
    match info:
        case msgspec.inspect.StructType():
            values = {f.name: _fill(f.type) for f in info.fields}
            return info.cls(**values)
        case msgspec.inspect.UnionType():
            return _fill(info.types[0])
        case msgspec.inspect.ListType():
            return [_fill(info.item_type)]
        case msgspec.inspect.VarTupleType():
            return (_fill(info.item_type),)
        case msgspec.inspect.DictType():
            return {"100": _fill(info.value_type)}
        case _:
            return PLAIN[type(info)]


def kinds() -> dict[str, type[msgspec.Struct]]:
    """Everything that travels, by name."""
    found: dict[str, type[msgspec.Struct]] = {
        f"fact-{k.__struct_config__.tag}": k for k in typing.get_args(facts.AnyFact)
    }
    found |= {f"feed-{name}": row for name, row in feed.TABLES.items()}
    for name, value in {**vars(messages), **vars(order_messages)}.items():
        if isinstance(value, type) and issubclass(value, messages.Message):
            found[f"message-{name}"] = value
    found.pop("message-Message")
    return found


def test_this_version_is_recorded_whole() -> None:
    folder = RECORDED / VERSION
    if os.environ.get("RECORD"):
        folder.mkdir(parents=True, exist_ok=True)
        for name, kind in kinds().items():
            path = folder / f"{name}.json"
            if not path.exists():
                path.write_bytes(msgspec.json.encode(sample(kind)))
    assert {p.stem for p in folder.glob("*.json")} >= set(kinds())


@pytest.mark.parametrize("path", sorted(RECORDED.glob("v*/*.json")), ids=lambda p: p.stem)
def test_what_was_sent_once_is_read_forever(path: Path) -> None:
    kind = kinds()[path.stem]
    sent = path.read_bytes()
    read = msgspec.json.decode(sent, type=kind)
    again = msgspec.json.decode(msgspec.json.encode(read))
    for name, value in msgspec.json.decode(sent).items():
        assert again.get(name, msgspec.UNSET) == value, name


@pytest.mark.parametrize("path", sorted(RECORDED.glob("v*/fact-*.json")), ids=lambda p: p.stem)
def test_a_field_from_the_future_stays_in_the_bytes(path: Path) -> None:
    body = msgspec.json.decode(path.read_bytes())
    entry = {
        "store": "S001", "till": "01", "epoch": 1, "seq": 1, "id": "f" * 32, "at": 1, "offset": 480,
        "date": "2026-03-03", "actor": {"id": "1", "name": "王姐", "nick": "姐"},
        "fact": body | {"from_the_future": [1, 2]}, "also_new": True,
    }  # fmt: skip
    payload = msgspec.json.encode(entry)
    assert chain.decode(payload).fact == msgspec.convert(body, kinds()[path.stem])
    assert chain.link(chain.GENESIS, payload) != chain.link(chain.GENESIS, payload[:-1])
