"""The shop and its HQ as the till shows them: joining, what waits, the line down, prices, the Z."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_app.bootstrap import link
from pos_app.domain.money import format_fen
from pos_app.domain.tender import CASH, Paid
from pos_app.services.hq import HqStatus
from pos_app.services.reporting import ShiftReport
from pos_app.ui.screens.hq.join_sheet import JoinSheet
from pos_app.ui.screens.hq.sheet import HqSheet
from pos_app.ui.screens.settings.hq_page import Trust
from sync.hq.service import sqlite_url
from sync.hq.store import devices, feed
from sync.hq.store import tables as t
from sync.wire.feed import PriceRow
from tests.support.authority import Authority
from tests.support.face import TillWindow
from tests.support.hq import RunningHq, running_hq

NextTill = Callable[[], TillWindow]


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[RunningHq]:
    """An HQ that knows the shop's store."""
    folder = tmp_path / "hq"
    folder.mkdir()
    with running_hq(sqlite_url(folder / "hq.db"), folder) as running:
        running.add_store("S001", "东丽万新店")
        yield running


@pytest.fixture
def joined(qtbot: QtBot, hq: RunningHq, shop_path: Path) -> Iterator[TillWindow]:
    """The window of a shop that joined yesterday."""
    link.join(shop_path, hq.url, hq.code("S001"))
    window = TillWindow(qtbot, shop_path)
    yield window
    window.close()


def pill(till: TillWindow) -> str:
    return till.window.face.top_line.bar.pill("hq").text()


def click_pill(till: TillWindow) -> None:
    till.window.face.top_line.bar.pill("hq").click()


def sell(till: TillWindow) -> None:
    """One sale for cash, through the session as the counter does."""
    till.scan(till.goods()[0].code)
    basket, staff = till.session.register.basket, till.session.staff
    paid = (Paid(method=CASH, received=50_000),)
    till.session.write(
        lambda shop, _: shop.checkout.complete(basket, paid, staff), touches=("sales",)
    )
    till.session.register.start()
    till.wait(lambda: till.session.shift is not None and till.session.shift.sales > 0)


def pull_the_cable(till: TillWindow, hq: RunningHq) -> None:
    """HQ does not answer any more, and the till has noticed."""
    hq.server.should_exit = True
    till.wait(lambda: not hq.server.servers[0].is_serving())

    def noticed() -> bool:
        till.session.hq.send_now()
        return "没联网" in pill(till)

    till.wait(noticed)


def test_a_shop_on_its_own_says_so(till: TillWindow) -> None:
    assert pill(till) == "单店 · 未接总部"


def test_what_is_sold_goes_to_hq_by_itself(joined: TillWindow, hq: RunningHq) -> None:
    joined.wait(lambda: pill(joined) == "已同步")
    joined.start_day()
    sell(joined)
    joined.wait(lambda: any(f["kind"] == "sale.completed" for f in hq.rows(t.fact)))
    joined.wait(lambda: pill(joined) == "已同步")


def test_with_the_line_down_the_pill_says_since_when_and_how_much(
    joined: TillWindow, hq: RunningHq
) -> None:
    joined.start_day()
    joined.wait(lambda: pill(joined) == "已同步")
    pull_the_cable(joined, hq)
    sell(joined)
    joined.clock.advance(2 * 86_400_000 + 5_000)
    joined.wait(lambda: pill(joined) == "没联网 2 天 · 照常卖 · 1 单待上传")
    click_pill(joined)
    joined.sees("连不上总部", "收款和退货", "上次联系", "2 天前", hq.url)


def test_the_sheet_says_everything_is_there(joined: TillWindow, hq: RunningHq) -> None:
    joined.start_day()
    joined.wait(lambda: pill(joined) == "已同步")
    click_pill(joined)
    assert isinstance(joined.sheet, HqSheet)
    device = hq.rows(t.device)[0]["device_id"]
    joined.sees("一切正常", "门店 S001 · 01 号机 · 第 2 次安装", device)
    joined.press("Enter")
    joined.sees("一切正常")


def test_what_hq_cannot_digest_is_said_in_words(joined: TillWindow, shop_path: Path) -> None:
    joined.start_day()
    joined.wait(lambda: pill(joined) == "已同步")
    joined.session.writer.call(
        lambda shop: shop.conn.execute(
            """INSERT INTO quarantined SELECT seq, id, 'bad_fact' FROM journal
            WHERE kind = 'shift.opened' AND epoch = 2"""
        )
    )
    click_pill(joined)
    joined.sees("总部收下了、还看不懂的", "· 开班", "账没有丢")


def test_a_row_of_hq_that_cannot_be_is_said_with_its_reason(
    joined: TillWindow, shop_path: Path
) -> None:
    joined.start_day()
    joined.wait(lambda: pill(joined) == "已同步")
    joined.session.writer.call(
        lambda shop: shop.conn.execute(
            "INSERT INTO feed_refused VALUES ('shipment', 's1', x'7b7d', 'negative', 0)"
        )
    )
    click_pill(joined)
    joined.sees("总部发来、这里不能用的", "shipment · s1", "数量或金额是负的", "告诉总部")


def test_another_program_that_syncs_is_said(
    next_till: NextTill, hq: RunningHq, shop_path: Path
) -> None:
    link.join(shop_path, hq.url, hq.code("S001"))
    with link.FileLock(shop_path):
        till = next_till()
        till.log_in()
        click_pill(till)
        till.sees("另一个程序正在替这台机器")
    till.window.hq.on_minute()
    till.wait(lambda: pill(till) == "已同步")


def test_joining_with_a_code_that_was_typed_carelessly(till: TillWindow, hq: RunningHq) -> None:
    code = hq.code("S001", "02")
    till.log_in()
    till.press("Esc")
    click_pill(till)
    assert isinstance(till.sheet, JoinSheet)
    till.type(hq.url.removeprefix("http://"))
    till.press("Tab")
    till.type(f"{code[:4].lower()} - {code[4:].lower()}")
    till.sees(f"{code[:4]} {code[4:]}")
    before = till.window
    till.press("Enter")
    till.wait(lambda: till.window is not before and till.window.isVisible())
    till.wait(lambda: pill(till) == "已同步")
    assert till.window.face.is_locked()
    assert till.session.desk.identity.till == "02"
    till.start_day()
    sell(till)
    till.wait(lambda: any(f["kind"] == "sale.completed" for f in hq.rows(t.fact)))
    assert {f["epoch"] for f in hq.rows(t.fact)} == {2}


def test_an_hq_that_forgot_the_till_lets_it_back_in_while_it_sells(
    joined: TillWindow, hq: RunningHq
) -> None:
    joined.start_day()
    joined.wait(lambda: pill(joined) == "已同步")
    with hq.hq.database.operator() as scope:  # an old backup
        for table in (t.fact, t.enrol_code, t.device):
            scope.conn.execute(scope.delete(table))
    hq.clock.at += 3_600_000  # its token is over
    sell(joined)

    def noticed() -> bool:
        joined.session.hq.send_now()
        return pill(joined) == "总部不认识这台机器 · 照常卖 · 1 单待上传"

    joined.wait(noticed)
    click_pill(joined)
    joined.sees("总部不认识这台机器了", "重新接上的码")
    assert isinstance(joined.sheet, HqSheet)
    joined.sheet.back_in.code.setFocus()
    joined.type("2222")
    joined.press("Enter")
    joined.sees("码是 8 位字母和数字")
    joined.sheet.back_in.code.clear()
    joined.type("22222222")
    joined.press("Enter")
    joined.sees("开通码不对")
    with hq.hq.database.operator() as scope:
        code = devices.new_code(scope, "S001", "01", hq.clock(), readmit=True)
    joined.sheet.back_in.code.clear()
    joined.type(code.lower())
    joined.press("Enter")
    joined.wait(lambda: pill(joined) == "已同步")
    joined.sees("一切正常")
    joined.sees_not("重新接上的码")
    assert any(f["kind"] == "sale.completed" for f in hq.rows(t.fact))


def test_the_owner_chooses_the_chains_own_certificate(joined: TillWindow, tmp_path: Path) -> None:
    root = Authority(tmp_path / "authority").file
    no_root = tmp_path / "letter.pem"
    no_root.write_text("hello")
    joined.log_in()
    joined.press("Esc")
    joined.session.screen_wanted.emit("settings", "hq")
    joined.sees("总部的证书", "没有另选", joined.session.hq.details().url)
    trust = joined.screen.findChild(Trust)
    assert trust is not None
    trust.file.set_path(no_root)
    joined.click("用这个证书")
    joined.sees("没有总部的根证书")
    trust.file.set_path(root)
    joined.click("用这个证书")
    joined.sees("已换上,正在重新连总部")
    joined.wait(lambda: pill(joined) == "已同步")
    copy = joined.session.desk.settings.text("hq_ca")
    assert (joined.session.desk.care.path.parent / copy).read_bytes() == root.read_bytes()
    joined.click("不用了")
    joined.sees("没有另选")
    joined.wait(lambda: pill(joined) == "已同步")


def test_look_alikes_are_told_and_a_wrong_code_changes_nothing(
    till: TillWindow, hq: RunningHq
) -> None:
    till.log_in()
    till.press("Esc")
    click_pill(till)
    till.type(hq.url)
    till.press("Tab")
    till.type("o23")
    till.sees("开通码里没有 O")
    assert isinstance(till.sheet, JoinSheet)
    till.sheet.fields.code.clear()
    till.type("2345")
    till.press("Enter")
    till.sees("还差 4 位")
    till.type("6789")
    till.press("Enter")
    till.sees("开通码不对")
    till.press("Esc")
    assert till.session.desk.outbox.link() is None
    assert pill(till) == "单店 · 未接总部"


def test_a_shift_is_closed_before_the_books_become_hqs(open_till: TillWindow) -> None:
    click_pill(open_till)
    open_till.sees("先收班,再接总部")
    assert isinstance(open_till.sheet, JoinSheet)
    assert not open_till.sheet.go.isEnabled()
    open_till.click("去收班")
    open_till.sees("按张数、枚数点")


def test_a_part_timer_needs_the_owner_to_join(till: TillWindow, hq: RunningHq) -> None:
    till.log_in("小周")
    till.press("Esc")
    click_pill(till)
    till.type(hq.url)
    till.press("Tab")
    till.type(hq.code("S001"))
    till.press("Enter")
    till.sees("请店长授权")


def new_price(hq: RunningHq, item: str, price: int, valid_from: int = 0) -> None:
    with hq.hq.database.operator() as scope:
        row = PriceRow(item=item, valid_from=valid_from, price=price)
        feed.publish(scope, "S001", [("price", f"{item}|{valid_from}", row)])


def test_a_new_price_of_hq_is_charged(joined: TillWindow, hq: RunningHq) -> None:
    joined.start_day()
    item = joined.goods()[0]
    new_price(hq, item.id, item.price + 100)  # type: ignore[operator]  # goods() are priced
    seen: list[frozenset[str]] = []
    joined.session.changed.connect(seen.append)
    joined.clock.advance(1000)
    joined.session.hq.send_now()
    joined.wait(lambda: any("goods" in what for what in seen))
    joined.scan(item.code)
    joined.sees(format_fen(item.price + 100))  # type: ignore[operator]


def test_a_price_that_falls_due_is_in_force_when_the_shift_opens(
    next_till: NextTill, hq: RunningHq, shop_path: Path
) -> None:
    """Without a line: the list came days ago."""
    link.join(shop_path, hq.url, hq.code("S001"))
    till = next_till()
    item = till.goods()[0]
    day = till.clock.now_ms() + 86_400_000
    new_price(hq, item.id, 7_770, day)
    till.session.hq.send_now()
    due = "SELECT count(*) FROM price_due"
    till.wait(lambda: till.session.desk.conn.execute(due).fetchone()[0] == 1)
    till.till.line.stop()
    till.clock.set(day + 1)
    till.start_day()
    till.wait(lambda: till.session.desk.goods.get(item.id).price == 7_770)  # type: ignore[union-attr]


def test_the_status_is_heard_on_the_faces_thread(open_till: TillWindow) -> None:
    heard: list[HqStatus] = []
    open_till.session.sync_changed.connect(heard.append)
    open_till.till.line._become(HqStatus(joined=True, online=True, begun=True))
    assert not heard
    open_till.wait(lambda: bool(heard))


def close_shift(till: TillWindow) -> None:
    """Nobody finds a mistake: two notes of a hundred, and what was sold is not counted."""
    till.press("Ctrl+0", "F9")
    till.type("2")
    till.press("Enter")
    till.press(*["Enter"] * 8)
    till.sees("就这样收班")
    till.press("Enter")
    till.wait(lambda: till.session.shift is None)


def slip(till: TillWindow) -> dict[str, str]:
    till.wait(lambda: bool(till.paper.slips))
    return dict(till.paper.slips[-1][1])


def z_report(till: TillWindow) -> ShiftReport:
    last = till.session.desk.shifts.recent(1)[0]
    return till.session.desk.reports.shift_report(last.id)


def test_the_z_report_says_that_it_matches_hq(joined: TillWindow, hq: RunningHq) -> None:
    joined.wait(lambda: pill(joined) == "已同步")
    joined.start_day()
    sell(joined)
    close_shift(joined)
    joined.sees("与总部核对一致")
    assert slip(joined)["与总部核对"] == "一致"
    assert z_report(joined).hq == "matched"
    device = hq.rows(t.device)[0]
    assert (device["sales"], device["turnover"]) == (1, z_report(joined).totals.turnover)


def test_the_z_report_says_what_is_missing_while_the_line_is_down(
    joined: TillWindow, hq: RunningHq
) -> None:
    joined.start_day()
    joined.wait(lambda: pill(joined) == "已同步")
    pull_the_cable(joined, hq)
    sell(joined)
    close_shift(joined)
    joined.sees("条待上传,联网后自动核对")
    waiting = slip(joined)["与总部核对"]
    assert waiting == f"{z_report(joined).hq_waiting} 条待上传"


def test_hq_that_holds_other_sums_is_told(joined: TillWindow, hq: RunningHq) -> None:
    joined.wait(lambda: pill(joined) == "已同步")
    joined.start_day()
    with hq.hq.database.operator() as scope:
        scope.conn.execute(t.device.update().values(turnover=1))
    close_shift(joined)
    joined.sees("和总部的数目对不上")
    assert slip(joined)["与总部核对"] == "对不上"
    joined.wait(lambda: z_report(joined).hq == "differs")
    with hq.hq.database.operator() as scope:
        scope.conn.execute(t.device.update().values(turnover=0))
    assert joined.session.hq.match().state == "matched", "HQ mended its sums"
    joined.wait(lambda: z_report(joined).hq == "matched")


def test_a_shop_on_its_own_prints_nothing_of_hq(open_till: TillWindow) -> None:
    close_shift(open_till)
    assert "与总部核对" not in slip(open_till)
