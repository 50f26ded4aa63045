"""Finding goods by what a cashier types, in milliseconds however many goods there are.

Each way in which a text can lead to goods is a `Source`, from the closest match to the loosest;
looking stops when there are enough. A source that matches few goods is read whole and put in the
order in which this shop sells. One that matches very many (a single letter, a common character) is
not read whole: the goods that sell best are tried against it first, and its head fills up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos_app.domain import pinyin_keys
from pos_app.storage.connection import Connection
from pos_app.storage.search_index import (
    INITIALS_INSIDE,
    INITIALS_START,
    PINYIN_INSIDE,
    PINYIN_START,
    tokens,
)

FEW = 1_000
"""Up to so many matches are all put in order."""
TRIED = 1_000
"""So many of the best selling goods are tried when there are more."""
SPELLINGS = 16
"""Of one name may match at once; each of them is a row."""
MOST_WORDS = 6
LONGEST_WORD = 40
CODE_TAIL = 4
PLU_DIGITS = 5
AFTER_ALL = "\U0010ffff"
Values = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """``n`` is the goods' number in this file; ``kind`` and ``word`` tell what matched."""

    n: int
    kind: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A condition on a row ``s`` of item_search."""

    sql: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """``rows`` selects ``n`` and ``size`` (smaller is closer); ``test`` says the same of a row."""

    kind: str
    rows: str
    values: Values
    test: Test | None = None


def find(conn: Connection, query: str, limit: int) -> list[Found]:
    """The best ``limit`` goods, closest match first and, among equals, what sells best."""
    words = [w[:LONGEST_WORD] for w in pinyin_keys.fold(query).split() if tokens(w)][:MOST_WORDS]
    if not words:
        return []
    if len(words) == 1:
        return _closest(conn, _sources(words[0]), words[0], limit)
    return _all_words(conn, words, limit)


def is_latin(word: str) -> bool:
    """Typed letters: initials, pinyin or a Latin name."""
    return word.isascii() and not word.isdigit()


def _closest(conn: Connection, sources: Sequence[Source], word: str, limit: int) -> list[Found]:
    found: dict[int, Found] = {}
    for source in sources:
        for n in _best(conn, source, limit + len(found)):
            found.setdefault(n, Found(n=n, kind=source.kind, word=word))
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _best(conn: Connection, source: Source, limit: int) -> list[int]:
    """Numbers of goods, what sells best first, then the closest."""
    if source.test is None or _count(conn, source) <= FEW:
        return _in_order(conn, source, FEW, limit)
    best = _best_sold(conn, source.test, limit)
    if len(best) < limit:
        best += [n for n in _in_order(conn, source, FEW, limit) if n not in best]
    return best[:limit]


def _in_order(conn: Connection, source: Source, most: int, limit: int) -> list[int]:
    """The best ``limit`` of the first ``most`` goods of a source, in the order of sales."""
    rows = conn.execute(
        f"""SELECT m.n FROM (SELECT n, size FROM ({source.rows}) LIMIT {most}) m
        LEFT JOIN item_rank r ON r.n = m.n
        ORDER BY r.score DESC, m.size, m.n LIMIT {SPELLINGS * limit}""",
        source.values,
    )
    return list(dict.fromkeys(n for (n,) in rows))[:limit]


def _count(conn: Connection, source: Source) -> int:
    """How many goods a source gives, as far as it matters."""
    few = f"{source.rows} LIMIT {FEW + 1}"
    (count,) = conn.execute(f"SELECT count(*) FROM ({few})", source.values).fetchone()
    return int(count)


def _best_sold(conn: Connection, test: Test, limit: int) -> list[int]:
    rows = conn.execute(
        f"""SELECT r.n FROM (SELECT n, score FROM item_rank ORDER BY score DESC LIMIT {TRIED}) r
        CROSS JOIN item_search s ON s.n = r.n WHERE {test.sql}
        ORDER BY r.score DESC LIMIT ?""",
        (*test.values, limit),
    )
    return [n for (n,) in rows]


def _sources(word: str) -> list[Source]:
    if word.isascii() and word.isdigit():
        return _number_sources(word)
    return _latin_sources(word) if is_latin(word) else _text_sources(word)


def _number_sources(digits: str) -> list[Source]:
    by_code = "SELECT i.n, 0 AS size FROM item_code c JOIN item i ON i.id = c.item WHERE "
    found = [Source(kind="code", rows=by_code + "c.code = ?", values=(digits,))]
    if len(digits) <= PLU_DIGITS:
        plu = digits.zfill(PLU_DIGITS)
        rows = "SELECT n, 0 AS size FROM item WHERE plu = ? AND plu <> ''"
        found.append(Source(kind="plu", rows=rows, values=(plu,)))
    if len(digits) >= CODE_TAIL:
        tail = digits[::-1]
        rows = by_code + "c.reversed >= ? AND c.reversed < ?"
        found.append(Source(kind="tail", rows=rows, values=(tail, tail + AFTER_ALL)))
    return [*found, _phrase(digits)]


def _latin_sources(word: str) -> list[Source]:
    """Typed letters: initials from the name's start, full pinyin, then the same from its middle."""
    letters = pinyin_keys.readable(word)
    ways = [_initials(INITIALS_START, letters)]
    if len(letters) > 1:
        ways.append(_pinyin(PINYIN_START, letters))
    ways.append(_initials(INITIALS_INSIDE, letters))
    if len(letters) > 1:
        ways.append(_pinyin(PINYIN_INSIDE, letters))
    whole = Source(
        kind="initials",
        rows="SELECT n, 0 AS size FROM item_key WHERE kind = ? AND key = ?",
        values=(INITIALS_START, letters),
    )
    return [whole, *ways, _phrase(word)]


def _initials(kind: int, letters: str) -> Source:
    stored = f"|{letters}" if kind == INITIALS_START else letters
    test = Test(sql="instr(s.initials, ?) > 0", values=(stored,))
    return _by_key("initials", kind, letters, pinyin_keys.INITIALS_LENGTH, test)


def _pinyin(kind: int, letters: str) -> Source:
    pattern = f"*|{_glob(letters)}*" if kind == PINYIN_START else f"*{_glob(letters)}*"
    test = Test(sql="s.pinyin GLOB ?", values=(pattern,))
    return _by_key("pinyin", kind, letters, pinyin_keys.PINYIN_LENGTH, test)


def _by_key(name: str, kind: int, letters: str, length: int, test: Test) -> Source:
    key = letters[:length]
    source = Source(
        kind=name,
        rows="SELECT n, length(key) AS size FROM item_key WHERE kind = ? AND key >= ? AND key < ?",
        values=(kind, key, key + AFTER_ALL),
        test=test,
    )
    return _checked(source, [test]) if len(letters) > length else source


def _glob(pinyin: str) -> str:
    """A pattern that begins where a syllable begins; stored syllables have a capital."""
    rest = "".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in pinyin[1:])
    return pinyin[0].upper() + rest


def _text_sources(word: str) -> list[Source]:
    sources = [
        Source(
            kind="text",
            rows="SELECT n, length(text) AS size FROM item_search WHERE text >= ? AND text < ?",
            values=(word, word + AFTER_ALL),
            test=Test(sql="substr(s.text, 1, ?) = ?", values=(len(word), word)),
        ),
        _phrase(word),
    ]
    parts = tokens(word)
    if len(parts) > 1:
        sources.append(_full_text(" AND ".join(f'"{p}"' for p in parts), [_has(p) for p in parts]))
    return sources


def _phrase(word: str) -> Source:
    return _full_text(_match(word), [_has(word)])


def _full_text(match: str, tests: list[Test]) -> Source:
    return Source(
        kind="text",
        rows="SELECT rowid AS n, 0 AS size FROM item_fts WHERE item_fts MATCH ?",
        values=(match,),
        test=_both(tests),
    )


def _match(word: str) -> str:
    """An FTS5 phrase; a Latin word or a number may go on. Tokens hold letters and digits alone."""
    parts = tokens(word)
    return f'"{" ".join(parts)}"' + ("*" if parts[-1].isascii() else "")


def _has(word: str) -> Test:
    return Test(sql="instr(s.text, ?) > 0", values=(word,))


def _both(tests: Sequence[Test]) -> Test:
    return Test(
        sql=" AND ".join(f"({t.sql})" for t in tests),
        values=tuple(v for t in tests for v in t.values),
    )


def _latin_test(word: str) -> Test:
    joined = pinyin_keys.readable(word)
    sql = "instr(s.initials, ?) > 0 OR instr(s.text, ?) > 0"
    values: Values = (joined, word)
    if len(joined) > 1:
        sql, values = sql + " OR s.pinyin GLOB ?", (*values, f"*{_glob(joined)}*")
    return Test(sql=sql, values=values)


def _all_words(conn: Connection, words: list[str], limit: int) -> list[Found]:
    """Goods in which every word is found: the rarest word leads, the others are checked."""
    latin = [w for w in words if is_latin(w)]
    others = [w for w in words if not is_latin(w)]
    tests = {w: _latin_test(w) for w in latin}
    leads: list[tuple[Source, list[Test]]] = []
    if others:
        text = _full_text(" AND ".join(_match(w) for w in others), [_has(w) for w in others])
        if not latin:
            return [Found(n=n, kind="text", word=words[0]) for n in _best(conn, text, limit)]
        leads.append((text, list(tests.values())))
    shared = [_has(w) for w in others]
    for word in latin:
        rest = [t for w, t in tests.items() if w != word]
        leads.append((_any_way(word), [*shared, *rest]))
    counted = [(_count(conn, source), n) for n, (source, _) in enumerate(leads)]
    count, first = min(counted)
    source, rest = leads[first]
    every = _both([*shared, *tests.values()])
    numbers = [] if count <= FEW else _best_sold(conn, every, limit)
    if len(numbers) < limit:
        most = FEW if count <= FEW else limit
        more = _in_order(conn, _checked(source, rest), most, limit)
        numbers += [n for n in more if n not in numbers]
    return [Found(n=n, kind="words", word=words[0]) for n in numbers[:limit]]


def _any_way(word: str) -> Source:
    """All goods to which typed letters lead, by any of their keys or by a Latin word."""
    ways = [s for s in _latin_sources(word) if s.test is not None]
    rows = " UNION ALL ".join(f"SELECT n, size FROM ({s.rows})" for s in ways)
    return Source(
        kind="words",
        rows=rows,
        values=tuple(v for s in ways for v in s.values),
        test=_latin_test(word),
    )


def _checked(source: Source, rest: list[Test]) -> Source:
    """The source, held to further tests."""
    tests = [t for t in (source.test, *rest) if t is not None]
    more = _both(rest)
    return Source(
        kind=source.kind,
        rows=f"""SELECT m.n AS n, m.size AS size FROM ({source.rows}) m
        CROSS JOIN item_search s ON s.n = m.n WHERE {more.sql}""",
        values=(*source.values, *more.values),
        test=_both(tests),
    )
