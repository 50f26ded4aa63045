"""Telling a scanner from a hand: no part of a scan lands in a field, no key of a hand is lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.scanner import ENTER, TAB, BurstDetector, Decision

COLA, MILK = "6921168509256", "6907992100272"


@dataclass
class Till:
    """Does with the decisions what the event filter does: a field with the focus, and scans."""

    detector: BurstDetector = field(default_factory=BurstDetector)
    typed: str = ""
    scans: list[str] = field(default_factory=list)
    log: list[tuple[str, str]] = field(default_factory=list)
    wake_at: int | None = None
    kept: str = ""

    def press(self, char: str, t: int) -> None:
        self.wait(t)
        decision = self.detector.feed(char, t)
        self._obey(decision)
        if decision.swallow:
            self.kept += char if self.detector.held else ""
        else:
            self._type(char)

    def wait(self, t: int) -> None:
        """Timers that fire before ``t``."""
        while self.wake_at is not None and self.wake_at < t:
            now, self.wake_at = self.wake_at, None
            self._obey(self.detector.flush(now))

    def interrupt(self) -> None:
        self._obey(self.detector.interrupt())

    def _obey(self, decision: Decision) -> None:
        self.wake_at = decision.wake_at
        if decision.scan:
            assert decision.scan == self.kept
            self.scans.append(decision.scan)
            self.log.append(("scan", decision.scan))
            self.kept = ""
        if decision.released:
            assert decision.released == self.kept
            self._type(self.kept)
            self.kept = ""

    def _type(self, text: str) -> None:
        self.typed += text
        self.log += [("key", char) for char in text]

    def scan(self, code: str, start: int, gap: int = 10, end: str = ENTER) -> int:
        for i, char in enumerate(code + end):
            self.press(char, start + i * gap)
        return start + len(code) * gap

    def type(self, text: str, start: int, gap: int = 120) -> int:
        for i, char in enumerate(text):
            self.press(char, start + i * gap)
        return start + len(text) * gap


def test_a_barcode_never_lands_in_the_quantity() -> None:
    quantity = Till()
    quantity.scan(COLA, 1000)
    assert (quantity.typed, quantity.scans) == ("", [COLA])


def test_two_scans_within_50_ms_are_two_scans_and_one_scan_is_one() -> None:
    till = Till()
    done = till.scan(COLA, 1000)
    till.scan(COLA, done + 50)
    assert (till.typed, till.scans) == ("", [COLA, COLA])


def test_a_typed_quantity_arrives_in_order_with_its_enter() -> None:
    till = Till()
    till.type("12" + ENTER, 1000)
    assert (till.typed, till.scans) == ("12" + ENTER, [])


def test_a_typed_key_waits_no_longer_than_the_gap() -> None:
    till = Till()
    till.press("5", 1000)
    assert (till.typed, till.wake_at) == ("", 1031)
    till.wait(1032)
    assert till.typed == "5"


def test_a_fast_hand_with_two_keys_rolling_over_is_still_a_hand() -> None:
    till = Till()
    for char, t in (("2", 1000), ("0", 1018), (ENTER, 1040)):
        till.press(char, t)
    assert (till.typed, till.scans) == ("20" + ENTER, [])


def test_the_line_feed_after_the_enter_presses_no_button() -> None:
    till = Till()
    done = till.scan(COLA, 1000)
    till.press("\n", done + 5)
    assert (till.typed, till.scans) == ("", [COLA])


def test_enter_of_a_hand_after_a_scan_is_a_key_again() -> None:
    till = Till()
    done = till.scan(COLA, 1000)
    till.press(ENTER, done + 400)
    assert till.typed == ENTER


def test_a_scanner_that_sends_tab_or_nothing_still_scans() -> None:
    till = Till()
    till.scan(COLA, 1000, end=TAB)
    till.scan(MILK, 3000, end="")
    till.wait(9000)
    assert (till.typed, till.scans) == ("", [COLA, MILK])


def test_a_late_enter_does_not_press_the_default_button() -> None:
    till = Till()
    done = till.scan(COLA, 1000, gap=5, end="")
    till.press(ENTER, done + 100)
    assert (till.typed, till.scans) == ("", [COLA])


def test_a_hiccup_in_mid_scan_does_not_split_it() -> None:
    till = Till()
    for i, char in enumerate(COLA + ENTER):
        till.press(char, 1000 + i * 8 + (70 if i > 6 else 0))
    assert (till.typed, till.scans) == ("", [COLA])


def test_digits_typed_before_a_scan_stay_typed() -> None:
    till = Till()
    till.type("3", 1000)
    till.scan(COLA, 1200)
    assert till.log == [("key", "3"), ("scan", COLA)]


def test_an_arrow_key_or_a_click_settles_what_is_held_before_it() -> None:
    till = Till()
    till.press("7", 1000)
    till.interrupt()
    assert (till.typed, till.detector.held) == ("7", "")
    till.interrupt()
    assert till.typed == "7"


def test_a_clock_that_jumps_back_loses_nothing() -> None:
    till = Till()
    till.press("7", 9_000_000)
    till.press("8", 1_000)
    till.wait(5_000)
    till.scan(COLA, 6_000)
    assert (till.typed, till.scans) == ("78", [COLA])


def test_thresholds_are_settings() -> None:
    till = Till(BurstDetector(gap_ms=60, min_length=4))
    till.scan("1234", 1000, gap=50)
    assert (till.typed, till.scans) == ("", ["1234"])


codes = st.text("0123456789ABC-", min_size=6, max_size=24)
scans = st.tuples(st.just("scan"), codes, st.lists(st.integers(2, 25), min_size=30, max_size=30))
hands = st.tuples(
    st.just("hand"),
    st.text("0123456789.k中" + ENTER, min_size=1, max_size=6),
    st.lists(st.integers(45, 400), min_size=30, max_size=30),
)


@given(st.lists(st.one_of(scans, hands), max_size=12), st.integers(160, 400))
def test_scans_and_typing_mixed_come_apart_exactly(
    parts: list[tuple[str, str, list[int]]], pause: int
) -> None:
    till, now, expected = Till(), 1_000, []
    for i, (who, text, gaps) in enumerate(parts):
        for char, gap in zip(text + (ENTER if who == "scan" else ""), gaps, strict=False):
            till.press(char, now)
            now += gap
        expected += [("scan", text)] if who == "scan" else [("key", c) for c in text]
        next_is_scan = i + 1 < len(parts) and parts[i + 1][0] == "scan"
        now += 50 if who == "scan" and next_is_scan else pause
    till.wait(now + 10_000)
    assert till.log == expected


@given(st.lists(st.tuples(st.sampled_from("0123456789" + ENTER), st.integers(0, 200)), max_size=60))
def test_no_character_is_lost_doubled_or_reordered(keys: list[tuple[str, int]]) -> None:
    till, now = Till(), 0
    for char, gap in keys:
        now += gap
        till.press(char, now)
    till.wait(now + 10_000)
    seen = "".join(text for _, text in till.log)
    assert seen.replace(ENTER, "") == "".join(c for c, _ in keys if c != ENTER)
    assert all(len(code) >= 6 for code in till.scans)
