"""What the first start asks for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pos_app.domain.staff import Staff


@dataclass(slots=True, kw_only=True)
class Answers:
    """Filled page by page. ``demo``: the invented shop with its goods and people.

    ``hq``: ``alone``, ``join``, or ``back`` for a shop that comes back from HQ; ``resume``: it came
    halfway at an earlier start. ``owners``: whom a shop that came back knows as its owners, of whom
    ``owner_id`` is the one that gets a PIN.
    """

    demo: bool = False
    language: str = "zh"
    shop_name: str = ""
    phone: str = ""
    owner_name: str = ""
    pin: str = ""
    printer_kind: str = "none"
    printer_target: str = ""
    printer_columns: int = 32
    hq: str = "alone"
    hq_url: str = ""
    hq_code: str = ""
    hq_authority: Path | None = None
    resume: bool = False
    owners: tuple[Staff, ...] = ()
    owner_id: str = ""
