"""Payment codes (付款码) on a customer's phone: who issued a run of digits. The rules are data.

Single use: a code is never kept, printed or sent anywhere but to its gateway.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.check_digit import is_digits


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRule:
    """``scheme`` recognises codes of these lengths and first two digits."""

    scheme: str
    lengths: range
    prefixes: range

    def fits(self, digits: str) -> bool:
        return len(digits) in self.lengths and int(digits[:2]) in self.prefixes


PAYMENT_RULES = (
    PaymentRule(scheme="wechat", lengths=range(18, 19), prefixes=range(10, 16)),
    PaymentRule(scheme="alipay", lengths=range(16, 25), prefixes=range(25, 31)),
    PaymentRule(scheme="unionpay", lengths=range(19, 20), prefixes=range(62, 63)),
)


def payment_scheme(text: str, rules: tuple[PaymentRule, ...] = PAYMENT_RULES) -> str:
    """The scheme whose rule these digits fit; empty: none."""
    if not is_digits(text):
        return ""
    return next((rule.scheme for rule in rules if rule.fits(text)), "")
