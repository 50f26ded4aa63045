"""Whether the shop belongs to a chain: the code that HQ reads out, or everything back from HQ."""

from __future__ import annotations

from pos_app.runtime.i18n import tr
from pos_app.ui.screens.hq.code_fields import JoinFields
from pos_app.ui.screens.wizard.answers import Answers
from pos_app.ui.screens.wizard.pages import WizardPage
from pos_app.ui.theme import Size
from pos_app.ui.widgets import Button, Label, column, reveal, row

ALONE, JOIN, BACK = "alone", "join", "back"


class HqPage(WizardPage):
    """One shop alone needs nothing here: Enter goes on."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self.fields = JoinFields(answers.hq_url, side_by_side=True)
        self._note = Label("", size=Size.LABEL, tone="muted", wrap=True)
        choices = (
            (ALONE, tr("先不接,单店用")),
            (JOIN, tr("接总部")),
            (BACK, tr("换了电脑,拿回原来的店")),
        )
        self.choices: dict[str, Button] = {}
        for key, words in choices:
            button = Button(words, size="large")
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.clicked.connect(lambda _c=False, k=key: self.choose(k))
            self.choices[key] = button
        line = row(*self.choices.values(), gap=12)
        for place, share in enumerate((3, 2, 4)):
            line.setStretch(place, share)
        self.setLayout(column(line, 4, self._note, self.fields, None, gap=12))
        self.choose(BACK if answers.resume else answers.hq)

    def title(self) -> str:
        return tr("属于连锁吗?")

    def hint(self) -> str:
        return tr("总部会读一个 8 位的开通码。没有总部就直接下一步,以后也能接。")

    def last_words(self) -> str:
        return tr("接着拿") if self.answers.resume else tr("全部拿回来")

    def wanted(self) -> bool:
        return not self.answers.demo

    def choose(self, key: str) -> None:
        """Alone, joining or coming back."""
        self.answers.hq = key
        self.choices[key].setChecked(True)
        notes = {
            ALONE: tr("商品、价格和账都在这台机器上,自己管。"),
            JOIN: tr("店名、商品和价格由总部给;收款照旧在本机,断网也能卖。"),
            BACK: tr("小票、价格、库存都从总部拿回来;密码要重新设。原来那台机器就不能再用了。"),
        }
        halfway = key == BACK and self.answers.resume
        self._note.setText(
            tr("上次拿回到一半,接着拿就行,不用再输开通码。") if halfway else notes[key]
        )
        reveal(self.fields, key != ALONE and not halfway)
        self.changed.emit()
        self.focus_first()

    def accept(self) -> bool:
        halfway = self.answers.hq == BACK and self.answers.resume
        if self.answers.hq == ALONE or halfway:
            return True
        if not self.fields.check():
            return False
        self.answers.hq_url = self.fields.address()
        self.answers.hq_code = self.fields.typed_code()
        self.answers.hq_authority = self.fields.authority()
        return True

    def focus_first(self) -> None:
        if self.answers.hq == ALONE or self.answers.resume:
            self.setFocus()
        else:
            self.fields.focus_first()
