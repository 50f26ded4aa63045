"""HQ came back from a backup that is older than a till's enrolment: the till comes back in."""

from __future__ import annotations

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.hq.store import devices
from sync.hq.store import tables as t
from sync.wire import messages as m
from tests.support.hq import NOON, RunningHq, TillByHand, good, line, problem, sale

HOUR = 3_600_000


def code_for(hq: RunningHq, store: str = "S001", till: str = "01") -> str:
    with hq.hq.database.operator() as scope:
        return devices.new_code(scope, store, till, hq.clock(), readmit=True)


def forget(hq: RunningHq) -> None:
    """What an old backup does: nobody is enrolled, nothing was sold."""
    with hq.hq.database.operator() as scope:
        for table in (t.fact, t.fork, t.feed, *t.PROJECTIONS, t.enrol_code, t.device):
            scope.conn.execute(scope.delete(table))


def request(till: TillByHand, code: str, **changes: object) -> m.ReadmitRequest:
    """As the till signs it; ``changes`` are what somebody made of it on the way."""
    me = till.me
    word = f"readmit|{code}|{me.store}|{me.till}|{me.epoch}"
    made = m.ReadmitRequest(
        code=code, public_key=till.public_key, store=me.store, till=me.till, epoch=me.epoch,
        signature=till.key.sign(word.encode()).hex(), program="xipu 0.1",
    )  # fmt: skip
    return msgspec.structs.replace(made, **changes)


def come_back(till: TillByHand, code: str) -> m.EnrolAnswer:
    till.me = good(till.post("/v1/readmit", request(till, code)), m.EnrolAnswer)
    return till.me


def refused(till: TillByHand, code: str, **changes: object) -> tuple[int, str]:
    return problem(till.post("/v1/readmit", request(till, code, **changes)))


def worked(hq: RunningHq, sales: int = 5, till: str = "01") -> TillByHand:
    """A till with a day behind it, of which HQ had the first half."""
    made = hq.till("S001", till)
    for n in range(sales):
        made.record(sale(n, [line(1, "a")]))
    made.push(1, 3)
    return made


def test_a_forgotten_till_goes_on_with_its_chain(hq: RunningHq) -> None:
    hq.till("S001").close()
    till = worked(hq)
    assert till.me.epoch == 2
    forget(hq)
    assert problem(till.post("/v1/token", till.token_request(NOON))) == (401, "unknown_device")
    back = come_back(till, code_for(hq))
    assert (back.store, back.till, back.epoch) == ("S001", "01", 2)
    till.log_in()
    assert till.get("/v1/head", m.HeadAnswer).seq == 0
    assert till.push().acked_seq == 5
    assert [bytes(f["payload"]) for f in hq.rows(t.fact)] == till.payloads
    assert hq.rows(t.device)[0]["sales"] == 5


def test_a_lost_answer_is_asked_for_again(hq: RunningHq) -> None:
    till = worked(hq)
    forget(hq)
    code = code_for(hq)
    assert come_back(till, code) == come_back(till, code)
    assert len(hq.rows(t.device)) == 1


def test_the_till_that_was_before_it_is_locked_out(hq: RunningHq) -> None:
    """The backup knows the PC that was stolen, and not the one that came after it."""
    old = hq.till("S001")
    new = worked(hq)
    with hq.hq.database.operator() as scope:
        d = t.device.c
        scope.conn.execute(scope.delete(t.fact).where(t.fact.c.device_id == new.me.device))
        scope.conn.execute(t.enrol_code.delete())
        scope.conn.execute(scope.delete(t.device).where(d.device_id == new.me.device))
        scope.conn.execute(scope.update(t.device).values(revoked_at=None))
    come_back(new, code_for(hq))
    new.log_in()
    assert new.push().acked_seq == 5
    assert problem(old.call("GET", "/v1/head")) == (403, "revoked")


def test_a_code_of_one_kind_does_not_pass_as_the_other(hq: RunningHq) -> None:
    till = worked(hq)
    forget(hq)
    assert refused(till, hq.code("S001")) == (403, "bad_code")
    enrolling = m.EnrolRequest(code=code_for(hq), public_key=till.public_key)
    assert problem(till.post("/v1/enrol", enrolling)) == (403, "bad_code")
    assert hq.rows(t.device) == []


def test_a_code_of_another_till_or_store_is_refused_and_stays_good(hq: RunningHq) -> None:
    till = worked(hq)
    forget(hq)
    for code in (code_for(hq, "S001", "02"), code_for(hq, "S002", "01")):
        assert refused(till, code) == (403, "bad_code")
    code = code_for(hq)
    hq.clock.at += 24 * HOUR + 1
    assert refused(till, code) == (403, "bad_code")
    assert hq.rows(t.device) == []


def test_only_the_key_that_it_names_signs(hq: RunningHq) -> None:
    till = worked(hq)
    forget(hq)
    code, other = code_for(hq), Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    assert refused(till, code, public_key=other) == (401, "bad_signature")
    assert refused(till, code, epoch=7) == (401, "bad_signature")
    assert refused(till, code, store="S002") == (401, "bad_signature")
    assert refused(till, code, public_key="ff") == (400, "bad_key")
    assert come_back(till, code).epoch == 1


def test_two_chains_never_share_a_place(hq: RunningHq) -> None:
    """A new PC was enrolled before the old till came back: whose epoch is it now?"""
    till = worked(hq)
    forget(hq)
    newer = hq.till("S001")
    assert newer.me.epoch == till.me.epoch
    assert refused(till, code_for(hq)) == (409, "epoch_taken")
    assert newer.get("/v1/head", m.HeadAnswer).epoch == 1, "the new one is not locked out by a try"


def test_a_till_that_hq_knows_stays_who_it_is(hq: RunningHq) -> None:
    till = worked(hq)
    device = till.me.device
    assert come_back(till, code_for(hq)).device == device
    assert till.push().acked_seq == 5
    with hq.hq.database.operator() as scope:
        devices.revoke(scope, device, NOON)
    assert refused(till, code_for(hq)) == (409, "epoch_taken"), "a lost till stays locked out"


def test_epochs_that_no_file_can_hold_are_refused(hq: RunningHq) -> None:
    till = hq.till("S001")
    for epoch in (0, -1, (1 << 20) + 1, 1 << 62):
        till.me = msgspec.structs.replace(till.me, epoch=epoch)
        assert refused(till, code_for(hq)) == (409, "epoch_taken"), epoch


def test_a_new_epoch_comes_behind_what_the_file_holds(hq: RunningHq) -> None:
    """`after_epoch`: HQ forgot the till, whose file has been through epochs already."""
    for after, epoch in ((4, 5), (2, 6), (0, 7), (-9, 8)):
        till = TillByHand(hq.url)
        asked = m.EnrolRequest(
            code=hq.code("S001"), public_key=till.public_key, after_epoch=after
        )  # fmt: skip
        assert good(till.post("/v1/enrol", asked), m.EnrolAnswer).epoch == epoch


def test_nobody_burns_all_epochs(hq: RunningHq) -> None:
    """A file that claims to hold epochs beyond all measure is believed up to `MAX_EPOCH`."""
    for number, after in enumerate((devices.MAX_EPOCH, 1 << 62), 1):
        till = TillByHand(hq.url)
        asked = m.EnrolRequest(
            code=hq.code("S001"), public_key=till.public_key, after_epoch=after
        )  # fmt: skip
        till.me = good(till.post("/v1/enrol", asked), m.EnrolAnswer)
        assert till.me.epoch == devices.MAX_EPOCH + number
        till.log_in()
        till.record(sale(1, [line(1, "a")]))
        assert till.push().acked_seq == 1
        held = f"/v1/journal?device={till.me.device}&epoch={till.me.epoch}"
        assert till.call("GET", held).status_code == 200
