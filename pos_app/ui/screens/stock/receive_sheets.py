"""Sheets at the door: how many, which date, what is wrong."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from pos_app.domain.errors import ShopError
from pos_app.domain.money import MILLI, format_fen, format_qty
from pos_app.runtime.i18n import tr
from pos_app.services.receiving import Counted
from pos_app.services.receiving_count import typed_date
from pos_app.ui.screens.file_path import FilePath
from pos_app.ui.screens.sell.choices import Keyed
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.screens.stock.claims_sheet import wrong_words
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import FormRow, Label, NumberField, TextField
from sync.wire.supply import DAMAGED, EXPIRED, WRONG, ClaimLine

MOST_DIGITS = 5
PHOTO_BYTES = 20 << 20


class DoorSheet(DeedSheet):
    """What is scanned meanwhile waits and is counted afterwards."""

    gives_way = False

    def held_words(self, text: str) -> str:
        return tr("先做完这一步或按 Esc,刚扫的 {code} 接着就点", code=text.strip())


class ExpirySheet(DoorSheet):
    """The last day of what came, by a few digits; part of the line may have another one.

    ``chosen`` gets the date and how much of the line has it.
    """

    def __init__(
        self, session: Session, line: Counted, today: str, chosen: Callable[[str, int], None]
    ) -> None:
        super().__init__(session, tr("到期日"), tr("记下"))
        self._line, self._today, self._chosen = line, today, chosen
        self.date = TextField(line.expiry.replace("-", ""), placeholder=tr("月日,或年月日"))
        self.date.setMaxLength(10)
        self.qty = NumberField(
            "quantity", label=tr("其中几件"), suffix=line.unit, note=" ", max_digits=MOST_DIGITS
        )
        self.qty.set_value(line.qty)
        self.date.selectAll()
        self.add(Label(line.name, bold=True, wrap=True))
        self.add(
            FormRow(tr("到期日"), self.date, hint=tr("例:0320 是今年 3 月 20 日,270115 是 2027 年"))
        )
        self.add(self.qty)
        self.body.addStretch(1)
        self.first_focus = self.date

    def act(self) -> None:
        qty = self.qty.value()
        try:
            expiry = typed_date(self.date.text(), self._today) if self.date.text().strip() else ""
            if not qty or qty > self._line.qty:
                raise ShopError("bad_quantity")
        except ShopError as error:
            self.refuse(error)
            return
        self.request_close()
        self._chosen(expiry, qty)


class ClaimSheet(DoorSheet):
    """Damaged, wrong or expired: how many, a note, a photo's file; ``chosen`` gets the claim."""

    def __init__(
        self,
        session: Session,
        line: Counted,
        photos: Path,
        chosen: Callable[[ClaimLine], None],
    ) -> None:
        super().__init__(session, tr("哪里不对"), tr("报给总部"))
        self._line, self._photos, self._chosen = line, photos, chosen
        self._reasons = {tr("破损"): DAMAGED, tr("送错"): WRONG, tr("过期或临期"): EXPIRED}
        self.reasons = Keyed(tuple(self._reasons))
        self.qty = NumberField(
            "quantity", label=tr("几件"), suffix=line.unit, note=" ", max_digits=MOST_DIGITS
        )
        self.note = TextField(placeholder=tr("说明,可以不写"))
        self.note.setMaxLength(80)
        self.photo = FilePath(tr("照片 (*.jpg *.jpeg *.png *.webp)"))
        self.add(Label(line.name, bold=True, wrap=True))
        self.add(self.reasons)
        self.add(self.qty)
        self.add(FormRow(tr("说明"), self.note))
        self.add(FormRow(tr("照片"), self.photo, hint=tr("可以不附;附上后总部批得快")))
        self.add(Label(tr("少货不用在这里报:点完自动算。"), size=Size.CAPTION, tone="muted"))
        self.body.addStretch(1)
        self.qty.set_value(MILLI)
        self.reasons.changed.connect(lambda _words: self.qty.setFocus())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.first_focus = self

    def on_key(self, key: int) -> bool:
        """The number of a reason leads on to how many of them; until then Enter keeps one."""
        return self.reasons.on_key(key)

    def act(self) -> None:
        qty = self.qty.value()
        reason = self._reasons.get(self.reasons.current() or "")
        if not reason:
            self.refuse(ShopError("reason_missing"))
            return
        if not qty or qty > max(self._line.qty, self._line.expected):
            self.refuse(ShopError("bad_quantity"))
            return
        try:
            name, digest = keep_photo(self.photo.path(), self._photos)
        except OSError:
            self.refuse(ShopError("bad_photo"))
            return
        line = self._line
        self.request_close()
        self._chosen(
            ClaimLine(
                item=line.item, name=line.name, qty=qty, cost=line.cost, reason=reason,
                note=self.note.text().strip(), photo=name, photo_sha256=digest,
            )
        )  # fmt: skip


def keep_photo(path: Path | None, folder: Path) -> tuple[str, str]:
    """A copy of the photo beside the shop's file, named by its hash. Raises OSError."""
    if path is None:
        return "", ""
    if path.stat().st_size > PHOTO_BYTES:
        raise OSError(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{digest[:16]}{path.suffix.lower()[:5]}"
    if not (folder / name).exists():
        shutil.copyfile(path, folder / name)
    return name, digest


class FinishSheet(DeedSheet):
    """What will be booked and claimed, read once more before it is; ``done`` books it."""

    def __init__(
        self,
        session: Session,
        value: int,
        claims: tuple[ClaimLine, ...],
        over: int,
        done: Callable[[], None],
        *,
        instead: bool = False,
    ) -> None:
        super().__init__(session, tr("收货"), tr("收下入库"))
        self._done = done
        self.add(Label(tr("入库金额 ¥{n}", n=format_fen(value)), size=Size.LARGE, bold=True))
        if instead:
            self.add(Label(tr("没有单子收的那次不再算,以这次为准"), tone="warn", wrap=True))
        if over:
            self.add(Label(tr("比单上多 {n},多的照实入库", n=format_qty(over)), tone="warn"))
        if claims:
            total = sum(c.cost * c.qty // MILLI for c in claims)
            self.add(Label(tr("向总部报 ¥{n}", n=format_fen(total)), tone="bad", bold=True))
        for one in claims[:12]:
            words = f"{wrong_words(one.reason)} {format_qty(one.qty)} · {one.name}"
            self.add(Label(words, size=Size.LABEL, wrap=True))
        if len(claims) > 12:
            self.add(Label(tr("还有 {n} 行", n=len(claims) - 12), size=Size.CAPTION, tone="muted"))
        if not claims:
            self.add(Label(tr("和单子一致,没有要报的"), tone="good"))
        self.body.addStretch(1)
        self.first_focus = self.button

    def act(self) -> None:
        self.request_close()
        self._done()
