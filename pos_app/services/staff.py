"""Staff: log in with a PIN, step up in place, lock-out with growing delay, change people."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from pos_app.domain.errors import ShopError
from pos_app.domain.staff import OWNER, ROLES, Staff, require
from pos_app.services.people import person
from pos_app.services.ports import Clock, Ledger
from sync.wire.facts import LoggedIn, LoggedOut, PinLocked, StaffChanged

FREE_TRIES = 5
FIRST_DELAY_MS = 30_000
MAX_DELAY_MS = 3_600_000
PIN_LENGTH = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRecord:
    """A person as stored: the PIN only as an Argon2id hash; ``locked_until`` UTC ms."""

    staff: Staff
    pin_hash: str
    failures: int = 0
    locked_until: int = 0


class StaffStore(Protocol):
    def all(self) -> list[StaffRecord]: ...
    def get(self, staff_id: str) -> StaffRecord | None: ...
    def save(self, record: StaffRecord) -> None: ...
    def count_failure(self, staff_id: str, failures: int, locked_until: int) -> None: ...


class Hasher(Protocol):
    """Argon2id in the real till."""

    def hash(self, secret: bytes) -> str: ...
    def matches(self, stored: str, secret: bytes) -> bool: ...


class StaffDesk:
    """Everything about who stands at the till. ``pepper`` lies outside the file."""

    def __init__(
        self, ledger: Ledger, store: StaffStore, hasher: Hasher, pepper: bytes, clock: Clock
    ) -> None:
        self._ledger = ledger
        self._store = store
        self._hasher = hasher
        self._pepper = pepper
        self._clock = clock

    def people(self, *, active_only: bool = True) -> list[Staff]:
        return [r.staff for r in self._store.all() if r.staff.active or not active_only]

    def log_in(self, staff_id: str, pin: str) -> Staff:
        """Raises ShopError ``no_such_staff``, ``wrong_pin``, ``pin_locked``."""
        staff = self._verify(staff_id, pin)
        with self._ledger.transaction(person(staff)) as tx:
            tx.append(LoggedIn(role=staff.role))
        return staff

    def log_out(self, staff: Staff, why: str = "") -> None:
        with self._ledger.transaction(person(staff)) as tx:
            tx.append(LoggedOut(why=why))

    def step_up(self, staff_id: str, pin: str, right: str) -> Staff:
        """Someone with ``right`` proves to be there; nobody is logged out.

        Raises ShopError ``not_allowed`` besides what `log_in` raises.
        """
        staff = self._verify(staff_id, pin)
        if not staff.may(right):
            raise ShopError("not_allowed")
        return staff

    def approvers(self, right: str) -> list[Staff]:
        """Who could step up for that right."""
        return [s for s in self.people() if s.may(right)]

    def _verify(self, staff_id: str, pin: str) -> Staff:
        record = self._store.get(staff_id)
        if record is None or not record.staff.active:
            raise ShopError("no_such_staff")
        now = self._clock.now_ms()
        wait = min(record.locked_until - now, MAX_DELAY_MS)
        if wait > 0:
            raise ShopError("pin_locked", seconds=-(-wait // 1000))
        if self._hasher.matches(record.pin_hash, self._peppered(pin)):
            if record.failures:
                self._store.count_failure(staff_id, 0, 0)
            return record.staff
        raise self._failed(record, now)

    def _failed(self, record: StaffRecord, now: int) -> ShopError:
        failures = record.failures + 1
        if failures < FREE_TRIES:
            self._store.count_failure(record.staff.id, failures, 0)
            return ShopError("wrong_pin", left=FREE_TRIES - failures)
        delay = min(MAX_DELAY_MS, FIRST_DELAY_MS << (failures - FREE_TRIES))
        who = person(record.staff)
        with self._ledger.transaction(who) as tx:
            tx.append(PinLocked(staff=who, failures=failures, until=now + delay))
            self._store.count_failure(record.staff.id, failures, now + delay)
        return ShopError("pin_locked", seconds=delay // 1000)

    def _peppered(self, pin: str) -> bytes:
        return hmac.new(self._pepper, pin.encode(), hashlib.sha256).digest()

    def save(
        self, by: Staff, staff: Staff, pin: str = "", *, approved_by: Staff | None = None
    ) -> None:
        """Add or change a person; an empty ``pin`` leaves the PIN.

        Raises ShopError ``pin_weak``, ``last_owner``, ``name_missing``, NeedsApproval.
        """
        require(by, "staff", approved_by)
        old = self._store.get(staff.id)
        self._check(staff, old)
        if pin or old is None:
            check_pin(pin)
        pin_hash = self._hasher.hash(self._peppered(pin)) if pin else old.pin_hash if old else ""
        with self._ledger.transaction(person(by)) as tx:
            tx.append(
                StaffChanged(
                    staff=person(staff), role=staff.role, active=staff.active, pin_changed=bool(pin)
                )
            )
            self._store.save(StaffRecord(staff=staff, pin_hash=pin_hash))

    def needs_first_pin(self) -> bool:
        """Whether no owner can log in: the file came back from HQ, and PINs never leave a till."""
        return not any(_is_owner(r) and r.pin_hash for r in self._store.all())

    def owners(self) -> list[Staff]:
        return [r.staff for r in self._store.all() if _is_owner(r)]

    def first_pin(self, staff: Staff, pin: str) -> None:
        """Give an owner a PIN while no owner has one; a new owner where the file knows none.

        Raises ShopError ``not_allowed``, ``pin_weak``, ``name_missing``.
        """
        known = self.owners()
        if not self.needs_first_pin() or (known and staff not in known):
            raise ShopError("not_allowed")
        if staff.role != OWNER or (not known and self._store.get(staff.id) is not None):
            raise ShopError("not_allowed")
        if not staff.name.strip():
            raise ShopError("name_missing")
        check_pin(pin)
        pin_hash = self._hasher.hash(self._peppered(pin))
        with self._ledger.transaction(person(staff)) as tx:
            tx.append(StaffChanged(staff=person(staff), role=OWNER, pin_changed=True))
            self._store.save(StaffRecord(staff=staff, pin_hash=pin_hash))

    def _check(self, staff: Staff, old: StaffRecord | None) -> None:
        if not staff.name.strip() or staff.role not in ROLES:
            raise ShopError("name_missing")
        owners = {s.id for s in self.people() if s.role == OWNER} - {staff.id}
        stays_owner = staff.active and staff.role == OWNER
        if old is not None and not owners and not stays_owner:
            raise ShopError("last_owner")


def _is_owner(record: StaffRecord) -> bool:
    return record.staff.active and record.staff.role == OWNER


def check_pin(pin: str) -> None:
    """Six digits and more, not all the same, no run up or down. Raises ShopError ``pin_weak``."""
    steps = {ord(b) - ord(a) for a, b in pairwise(pin)}
    if len(pin) < PIN_LENGTH or not pin.isascii() or not pin.isdigit() or len(pin) > 12:
        raise ShopError("pin_weak")
    if steps in ({0}, {1}, {-1}):
        raise ShopError("pin_weak")
