"""How a till is let in, kept in, and locked out; and how it gets its past back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.hq.store import devices
from sync.hq.store import tables as t
from sync.wire import messages as m
from sync.wire.limits import CODE_ALPHABET, CODE_LENGTH
from tests.support.hq import NOON, RunningHq, TillByHand, line, problem, sale

HOUR = 3_600_000


def enrol(till: TillByHand, code: str) -> tuple[int, str]:
    request = m.EnrolRequest(code=code, public_key=till.public_key)
    return problem(till.post("/v1/enrol", request))


def test_a_code_is_short_and_has_no_look_alikes(hq: RunningHq) -> None:
    code = hq.code("S001")
    assert len(code) == CODE_LENGTH
    assert set(code) <= set(CODE_ALPHABET)
    assert code not in str(hq.rows(t.enrol_code))


def test_enrolling_says_whose_till_it_is(hq: RunningHq) -> None:
    till = TillByHand(hq.url)
    me = till.enrol(hq.code("S001", "02").lower())
    assert (me.store, me.shop_name, me.till, me.epoch) == ("S001", "东丽万新店", "02", 1)
    assert me.hq_key == hq.hq.keys.public


def test_the_same_key_again_gets_the_same_answer(hq: RunningHq) -> None:
    code, till = hq.code("S001"), TillByHand(hq.url)
    assert till.enrol(code) == till.enrol(code)
    hq.clock.at += 48 * HOUR
    assert till.enrol(code).epoch == 1
    assert len(hq.rows(t.device)) == 1


def test_a_code_works_for_one_key_alone(hq: RunningHq) -> None:
    code = hq.code("S001")
    TillByHand(hq.url).enrol(code)
    assert enrol(TillByHand(hq.url), code) == (403, "bad_code")


def test_an_old_or_wrong_code_is_refused(hq: RunningHq) -> None:
    code = hq.code("S001")
    hq.clock.at += 24 * HOUR + 1
    assert enrol(TillByHand(hq.url), code) == (403, "bad_code")
    assert enrol(TillByHand(hq.url), "22222222") == (403, "bad_code")
    assert hq.rows(t.device) == []


def test_enrolling_a_till_again_gives_the_next_epoch_and_locks_the_old_one_out(
    hq: RunningHq,
) -> None:
    old = hq.till("S001")
    new = hq.till("S001")
    assert (old.me.epoch, new.me.epoch) == (1, 2)
    assert problem(old.call("GET", "/v1/head")) == (403, "revoked")
    assert new.get("/v1/head", m.HeadAnswer).seq == 0


def test_one_code_used_twice_at_once_makes_one_till(hq: RunningHq) -> None:
    code = hq.code("S001")
    tills = [TillByHand(hq.url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        requests = [m.EnrolRequest(code=code, public_key=till.public_key) for till in tills]
        answers = list(pool.map(lambda till, r: till.post("/v1/enrol", r), tills, requests))
    assert sorted(a.status_code for a in answers) == [200, 403, 403, 403]
    assert len(hq.rows(t.device)) == 1


def test_two_codes_of_one_till_used_at_once_make_two_epochs(hq: RunningHq) -> None:
    codes = [hq.code("S001") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda code: TillByHand(hq.url).enrol(code), codes))
    assert sorted(a.epoch for a in answers) == [1, 2, 3, 4]
    assert sum(row["revoked_at"] is None for row in hq.rows(t.device)) == 1


def test_a_token_needs_the_tills_own_key(hq: RunningHq) -> None:
    till = hq.till("S001")
    request = till.token_request(NOON)
    wrong = msgspec.structs.replace(request, nonce="another")
    assert problem(till.post("/v1/token", wrong)) == (401, "bad_signature")
    nobody = msgspec.structs.replace(request, device="ff")
    assert problem(till.post("/v1/token", nobody)) == (401, "unknown_device")


def test_a_clock_that_is_ten_years_off_is_noted_and_locks_nobody_out(hq: RunningHq) -> None:
    till = hq.till("S001")
    for at in (NOON + 10 * 365 * 24 * HOUR, 0, -1, 10**30):
        till.log_in(at)
    assert hq.rows(t.device)[0]["skew_ms"] == 1 << 50


def test_a_token_ends(hq: RunningHq) -> None:
    till = hq.till("S001")
    hq.clock.at += 16 * 60_000
    assert problem(till.call("GET", "/v1/head")) == (401, "bad_token")
    till.log_in(hq.clock.at)
    assert till.get("/v1/head", m.HeadAnswer).seq == 0


def test_a_token_that_was_touched_is_none(hq: RunningHq) -> None:
    till = hq.till("S001")
    token = str(till.session.headers["Authorization"])
    store, device, expires, mac = token.removeprefix("Bearer ").split(".")
    for wrong in (
        "", "Bearer", "Bearer x", "Bearer ...", f"Basic {token[7:]}",
        f"Bearer S002.{device}.{expires}.{mac}",
        f"Bearer {store}.{device}.{int(expires) + 1}.{mac}",
        f"Bearer {store}.{device}.{expires}.{mac[:-1]}", "Bearer \xe9.\xe9.\xe9.\xe9",
    ):  # fmt: skip
        till.session.headers["Authorization"] = wrong.encode("latin-1")
        assert problem(till.call("GET", "/v1/head")) == (401, "bad_token"), wrong


def test_a_key_is_rotated_by_the_old_one(hq: RunningHq) -> None:
    till, new = hq.till("S001"), Ed25519PrivateKey.generate()
    public = new.public_key().public_bytes_raw().hex()
    word = f"rotate|{till.me.device}|{public}".encode()
    bad = m.RotateRequest(public_key=public, signature=new.sign(word).hex())
    assert problem(till.post("/v1/rotate", bad)) == (401, "bad_signature")
    signed = m.RotateRequest(public_key=public, signature=till.key.sign(word).hex())
    assert till.post("/v1/rotate", signed).status_code == 204
    assert problem(till.post("/v1/rotate", signed)) == (401, "bad_signature")  # replayed
    assert problem(till.post("/v1/token", till.token_request(NOON))) == (401, "bad_signature")
    till.key = new
    till.log_in()


def test_a_revoked_till_is_refused_everywhere_at_once(hq: RunningHq) -> None:
    till = hq.till("S001")
    till.record(sale(1, [line(1, "a")]))
    with hq.hq.database.operator() as scope:
        assert devices.revoke(scope, till.me.device, NOON)
        assert not devices.revoke(scope, till.me.device, NOON)
        assert not devices.revoke(scope, "nobody", NOON)
    assert problem(till.post("/v1/journal", till.batch())) == (403, "revoked")
    assert problem(till.post("/v1/token", till.token_request(NOON))) == (403, "revoked")
    for path in ("/v1/changes", "/v1/snapshot", "/v1/chains", "/v1/digest", "/v1/head"):
        assert problem(till.call("GET", path)) == (403, "revoked")
    assert hq.rows(t.fact) == []


def test_a_new_pc_gets_every_epoch_of_its_till_back(hq: RunningHq) -> None:
    old = hq.till("S001")
    for n in range(7):
        old.record(sale(n, [line(1, "a")]))
    old.push()
    new = hq.till("S001")
    new.record(sale(8, [line(1, "a")]))
    new.push()
    chains = new.get("/v1/chains", m.ChainsAnswer)
    assert [(c.device, c.epoch, c.seq) for c in chains.epochs] == [
        (old.me.device, 1, 7),
        (new.me.device, 2, 1),
    ]
    found: list[bytes] = []
    more = True
    while more:
        piece = new.get(
            "/v1/journal", m.ChainAnswer, device=old.me.device, epoch=1, after=len(found), limit=3
        )
        assert piece.from_seq == len(found) + 1
        found += [bytes(fact) for fact in piece.facts]
        more = piece.more
    assert found == old.payloads


def test_a_chain_of_another_till_is_not_given_out(hq: RunningHq) -> None:
    one, two = hq.till("S001"), hq.till("S001", "02")
    for device, epoch in ((one.me.device, 1), (two.me.device, 2), ("abcd", 1)):
        response = two.call("GET", f"/v1/journal?device={device}&epoch={epoch}")
        assert problem(response) == (404, "no_such_chain")


def test_codes_are_for_stores_and_tills_that_can_be(hq: RunningHq) -> None:
    for store, till, code in (("S404", "01", "no_such_store"), ("S001", "0|1", "bad_till")):
        try:
            hq.code(store, till)
        except devices.RefusedError as error:
            assert error.code == code
        else:
            raise AssertionError(store)


def test_a_proof_that_somebody_overheard_opens_nothing(hq: RunningHq) -> None:
    till = hq.till("S001")
    overheard = till.token_request(NOON)
    assert till.post("/v1/token", overheard).status_code == 200
    assert problem(till.post("/v1/token", overheard)) == (401, "replayed")
    till.log_in()
