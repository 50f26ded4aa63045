"""Errors of the shop's surroundings: a code for the log, a sentence for the cashier."""

from __future__ import annotations

from pos_app.domain.sentences import sentence


class ShopError(Exception):
    """Something in the shop stands in the way; ``str(error)`` says what to do about it.

    ``code`` is stable and names an entry of :data:`pos_app.domain.sentences.SENTENCES`.
    """

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return sentence(self.code, **self.values)


class NeedsApproval(ShopError):
    """The person at the till may not do this alone: ask a manager for a PIN in place.

    ``right`` is the right that the approver must hold.
    """

    def __init__(self, right: str, /, **values: object) -> None:
        super().__init__("needs_approval", right=right, **values)
        self.right = right
