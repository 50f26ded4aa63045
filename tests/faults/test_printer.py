"""Printers that are off, out of paper or pulled out: the sale stands, the cashier is told."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pos_app.devices.blocks import Cut, Qr, Text
from pos_app.devices.escpos import DRAWER, encode
from pos_app.devices.escpos_decoder import decode
from pos_app.devices.local_printer import FilePrinter, UsbPrinter
from pos_app.devices.network_printer import NetworkPrinter
from pos_app.devices.press import EscposPress
from pos_app.devices.scripted_printer import Script, ScriptedPrinter
from pos_app.domain.errors import ShopError
from pos_app.services.paper import Paper
from pos_app.services.printing import PaperDesk, PrintQueue, ShopInfo
from sync.wire.chain import Entry
from sync.wire.facts import Line, Person, SaleCompleted, Tender

NUMBER = "S001-01-1-000123"
RECEIPT = encode([Text(text="山涧可乐 2 x 3.50"), Qr(data=NUMBER), Cut()], columns=32)
LONG = encode([Text(text="山涧可乐 2 x 3.50")] * 4000, columns=32)
PATIENCE = 10.0


@pytest.fixture(autouse=True)
def _no_thread_outlives_its_test() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


@pytest.fixture
def box() -> Iterator[ScriptedPrinter]:
    with ScriptedPrinter() as printer:
        yield printer


def to(box: ScriptedPrinter) -> NetworkPrinter:
    return NetworkPrinter("127.0.0.1", box.port, timeout_s=0.6, status_s=0.3)


def fault(send: Callable[[], None]) -> str:
    started = time.monotonic()
    with pytest.raises(ShopError) as refused:
        send()
    assert time.monotonic() - started < PATIENCE / 2, "nobody waits long for a printer"
    return refused.value.code


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never came to that"
        threading.Event().wait(0.01)


def test_a_receipt_arrives_byte_by_byte_as_it_was_laid_out(box: ScriptedPrinter) -> None:
    printer = to(box)
    printer.send(RECEIPT)
    printer.send(RECEIPT)
    wait_until(lambda: box.jobs == [RECEIPT, RECEIPT])


def test_a_cheap_printer_that_never_answers_prints_all_the_same(box: ScriptedPrinter) -> None:
    box.behave(answers=False)
    printer = to(box)
    printer.send(RECEIPT)
    printer.send(RECEIPT)
    wait_until(lambda: box.jobs == [RECEIPT, RECEIPT])


def test_a_printer_that_is_off_is_named_and_prints_when_on_again(
    box: ScriptedPrinter,
) -> None:
    box.switch_off()
    printer = to(box)
    assert fault(lambda: printer.send(RECEIPT)) == "printer_offline"
    box.switch_on()
    printer.send(RECEIPT)
    wait_until(lambda: box.jobs == [RECEIPT])


def test_no_paper_is_said_before_anything_is_sent_and_the_drawer_opens_still(
    box: ScriptedPrinter,
) -> None:
    box.behave(paper=False)
    printer = to(box)
    assert fault(lambda: printer.send(RECEIPT)) == "printer_paper"
    printer.send(DRAWER)
    wait_until(lambda: box.jobs == [DRAWER])


def test_an_open_cover_is_a_fault_too(box: ScriptedPrinter) -> None:
    box.behave(cover_open=True)
    assert fault(lambda: to(box).send(RECEIPT)) == "printer_offline"


@pytest.mark.parametrize("answers", [True, False])
def test_a_cable_pulled_in_mid_receipt_is_noticed(box: ScriptedPrinter, answers: bool) -> None:
    box.behave(cut_after=40, answers=answers)
    assert fault(lambda: to(box).send(RECEIPT)) == "printer_offline"
    assert not decode(box.jobs[0]).complete, "half a receipt lies in the tray"


def test_a_printer_that_hangs_after_it_was_well_costs_seconds(box: ScriptedPrinter) -> None:
    printer = to(box)
    printer.send(RECEIPT)
    box.behave(hangs=True)
    assert fault(lambda: printer.send(RECEIPT)) == "printer_offline"


def test_a_printer_that_takes_a_long_job_by_drips_does_not_hold_the_thread(
    box: ScriptedPrinter,
) -> None:
    printer = to(box)
    printer.send(RECEIPT)
    box.behave(bytes_per_s=200)
    assert fault(lambda: printer.send(LONG)) == "printer_offline"


def test_a_device_file_that_takes_no_bytes_does_not_hold_the_thread(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    printer = FilePrinter(pipe, timeout_s=0.3)
    assert fault(lambda: printer.send(RECEIPT)) == "printer_offline"
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        printer.send(RECEIPT)
        assert os.read(reader, len(RECEIPT)) == RECEIPT
        assert fault(lambda: printer.send(LONG)) == "printer_offline"
    finally:
        os.close(reader)


def test_a_plain_file_gets_the_bytes_and_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    FilePrinter(tmp_path / "out.bin").send(RECEIPT)
    assert (tmp_path / "out.bin").read_bytes() == RECEIPT
    absent = FilePrinter(tmp_path / "nowhere" / "out.bin")
    assert fault(lambda: absent.send(RECEIPT)) == "printer_offline"


def test_a_usb_printer_that_is_not_there_is_said_so() -> None:
    assert fault(lambda: UsbPrinter(0x0001, 0x0001).send(RECEIPT)) in {
        "printer_offline",
        "printer_no_usb",
    }


# --- the queue -------------------------------------------------------------------------------


class Tray:
    """A printer in memory whose state is set by the test."""

    def __init__(self) -> None:
        self.jobs: list[bytes] = []
        self.trouble = ""
        self.gate = threading.Event()
        self.gate.set()

    def send(self, data: bytes) -> None:
        assert self.gate.wait(PATIENCE)
        if self.trouble:
            raise ShopError(self.trouble)
        self.jobs.append(data)


@pytest.fixture
def tray() -> Tray:
    return Tray()


@pytest.fixture
def news() -> list[str]:
    return []


@pytest.fixture
def queue(tray: Tray, news: list[str]) -> Iterator[PrintQueue]:
    running = PrintQueue(tray, news.append)
    yield running
    running.stop()


def job(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def test_failed_jobs_are_kept_and_printed_in_order_on_retry(
    queue: PrintQueue, tray: Tray, news: list[str]
) -> None:
    tray.trouble = "printer_paper"
    queue.submit(job(b"1"))
    queue.submit(job(b"2"))
    assert queue.wait_idle(PATIENCE)
    assert (queue.status, queue.failed, tray.jobs) == ("printer_paper", 2, [])
    tray.trouble = ""
    queue.submit(job(b"3"))
    assert queue.wait_idle(PATIENCE)
    assert (queue.status, queue.failed) == ("printer_unprinted", 2)
    queue.retry()
    assert queue.wait_idle(PATIENCE)
    assert (tray.jobs, queue.status, queue.failed) == ([b"3", b"1", b"2"], "ready", 0)
    assert news == ["printer_paper", "printer_unprinted", "ready"]


def test_old_paper_can_be_given_up(queue: PrintQueue, tray: Tray, news: list[str]) -> None:
    tray.trouble = "printer_offline"
    queue.submit(job(b"1"))
    assert queue.wait_idle(PATIENCE)
    tray.trouble = ""
    queue.submit(job(b"2"))
    assert queue.wait_idle(PATIENCE)
    queue.discard()
    assert (queue.status, queue.failed, news[-1]) == ("ready", 0, "ready")


def test_the_drawer_does_not_wait_for_paper_and_never_opens_later(
    queue: PrintQueue, tray: Tray
) -> None:
    tray.gate.clear()
    queue.submit(job(b"first"))
    queue.submit(job(b"second"))
    wait_until(lambda: not queue.wait_idle(0))
    queue.pulse(DRAWER)
    tray.gate.set()
    assert queue.wait_idle(PATIENCE)
    assert tray.jobs.index(DRAWER) < tray.jobs.index(b"second")
    tray.trouble = "printer_offline"
    queue.pulse(DRAWER)
    assert queue.wait_idle(PATIENCE)
    assert (queue.status, queue.failed) == ("printer_offline", 0)


def test_asking_for_paper_never_waits_for_the_printer(queue: PrintQueue, tray: Tray) -> None:
    tray.gate.clear()
    started = time.monotonic()
    for _ in range(100):
        queue.submit(job(b"x"))
    assert time.monotonic() - started < 0.5
    tray.gate.set()


def test_a_broken_receipt_or_a_lost_listener_does_not_end_printing(tray: Tray) -> None:
    def lost(_status: str) -> None:
        raise RuntimeError("the window is gone")

    def broken() -> bytes:
        raise ValueError("a bug in the layout")

    queue = PrintQueue(tray, lost)
    try:
        queue.submit(broken)
        queue.submit(job(b"next"))
        assert queue.wait_idle(PATIENCE)
        assert tray.jobs == [b"next"]
    finally:
        queue.stop()


def test_stop_ends_the_thread_with_jobs_waiting_and_can_be_said_twice(tray: Tray) -> None:
    queue = PrintQueue(tray, lambda _status: None)
    tray.trouble = "printer_offline"
    for _ in range(20):
        queue.submit(job(b"x"))
    queue.stop()
    queue.stop()
    queue.submit(job(b"late"))
    assert tray.jobs == []


# --- the whole way ---------------------------------------------------------------------------


class ShopClock:
    def now_ms(self) -> int:
        return 1_770_000_000_000

    def offset_minutes(self, at_ms: int) -> int:
        return 480


def sold() -> Entry:
    cola = Line(no=1, item="i", name="山涧可乐", qty=2000, price=350, list_price=350, gross=700,
                amount=700, net=700)  # fmt: skip
    cash = Tender(method="cash", amount=700, received=1000, change=300)
    fact = SaleCompleted(
        receipt=NUMBER, shift="s", lines=(cola,), total=700, due=700, tenders=(cash,)
    )
    return Entry(
        store="S001",
        till="01",
        epoch=1,
        seq=123,
        id="x",
        at=1_770_000_000_000,
        offset=480,
        date="2026-02-02",
        actor=Person(id="02", name="小周"),
        fact=fact,
    )


PRESS = EscposPress(shop=lambda: ShopInfo(name="东丽万新店"), language=lambda: "zh")


def test_out_of_paper_then_a_new_roll_prints_the_receipt_once(box: ScriptedPrinter) -> None:
    desk = PaperDesk(PRESS, ShopClock(), to(box))
    heard: list[str] = []
    desk.on_status(heard.append)
    try:
        box.behave(paper=False)
        desk.receipt(sold())
        assert desk.wait_idle(PATIENCE)
        assert (desk.status(), desk.failed()) == ("printer_paper", 1)
        box.behave(paper=True)
        desk.retry()
        assert desk.wait_idle(PATIENCE)
        assert (desk.status(), heard) == ("ready", ["printer_paper", "ready"])
    finally:
        desk.stop()
    wait_until(lambda: len(box.jobs) == 1)
    printed = decode(box.jobs[0])
    assert printed.qrs == [NUMBER]
    assert (printed.cuts, printed.complete, printed.unknown) == (1, True, ())


def test_receipt_slip_and_drawer_go_the_same_way(box: ScriptedPrinter) -> None:
    desk: Paper = PaperDesk(PRESS, ShopClock(), to(box))
    try:
        desk.receipt(sold(), copy=1)
        desk.slip("交班单", [("现金", "7.00")], ["备注"])
        desk.kick_drawer()
    finally:
        assert isinstance(desk, PaperDesk)
        assert desk.wait_idle(PATIENCE)
        desk.stop()
    wait_until(lambda: len(box.jobs) == 3)
    texts = [decode(data).text for data in box.jobs]
    assert sum("重打 COPY 1" in t for t in texts) == 1
    assert sum("交班单" in t for t in texts) == 1
    assert sum(decode(data).drawer_pulses for data in box.jobs) == 1


def test_without_a_printer_there_are_still_pictures() -> None:
    desk = PaperDesk(PRESS, ShopClock())
    desk.receipt(sold())
    desk.kick_drawer()
    desk.retry()
    assert (desk.status(), desk.failed(), desk.wait_idle(0)) == ("off", 0, True)
    assert desk.receipt_picture(sold()).startswith(b"\x89PNG")
    assert desk.slip_picture("交班单", [("现金", "7.00")]).startswith(b"\x89PNG")
    desk.stop()


def test_the_scripted_printer_can_be_told_at_once() -> None:
    with ScriptedPrinter(Script(paper=False)) as off:
        assert fault(lambda: to(off).send(RECEIPT)) == "printer_paper"
