"""What tills fetch: the head, the feed, a snapshot, the way back, digests. Reading alone."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import Parameter
from msgspec import Raw

from sync.hq.api.problems import RefusalError
from sync.hq.api.sightings import Sightings
from sync.hq.api.speaker import AnyRequest, OwnHq, bearer, reading
from sync.hq.store import devices, feed
from sync.hq.store.chains import counts, piece
from sync.wire.limits import BATCH_FACTS
from sync.wire.messages import (
    ChainAnswer,
    ChainsAnswer,
    Change,
    ChangesAnswer,
    DigestAnswer,
    EpochHead,
    HeadAnswer,
    SnapshotAnswer,
)

Place = Annotated[int, Parameter(ge=0, le=1 << 53)]
Limit = Annotated[int, Parameter(ge=1, le=BATCH_FACTS)]
Epoch = Annotated[int, Parameter(ge=1, le=1 << 20)]
Name = Annotated[str, Parameter(min_length=1, max_length=64, pattern="^[0-9a-f]+$")]
After = Annotated[str, Parameter(max_length=400)]
Seen = NamedDependency[Sightings]


@get("/v1/head", sync_to_thread=True, tags=["till"])
def head(request: AnyRequest, hq: OwnHq) -> HeadAnswer:
    """What HQ holds of the caller's own chain, countersigned: for the proof at day close."""
    with reading(hq, bearer(request, hq)) as (scope, device):
        facts, quarantined = counts(scope, device)
    digest = bytes(device.head_hash)
    return HeadAnswer(
        device=device.device_id,
        epoch=device.epoch,
        seq=device.acked_seq,
        hash=digest.hex(),
        facts=facts,
        sales=device.sales,
        turnover=device.turnover,
        quarantined=quarantined,
        signature=hq.keys.countersign(device.device_id, device.epoch, device.acked_seq, digest),
    )


@get("/v1/changes", sync_to_thread=True, tags=["till"])
def changes(
    request: AnyRequest,
    hq: OwnHq,
    sightings: Seen,
    cursor: Place = 0,
    limit: Limit = BATCH_FACTS,
) -> ChangesAnswer:
    """The feed behind a cursor; 410 when the cursor lies before what is kept."""
    who, now = bearer(request, hq), hq.now()
    with reading(hq, who) as (scope, device):
        page, after, more = feed.changes(scope, cursor, limit)
    sightings.note(device, cursor, now)
    return ChangesAnswer(
        changes=[_change(row) for row in page],
        cursor=after,
        more=more,
        now=now,
        acked_seq=device.acked_seq,
    )


def _change(row: feed.FeedRow) -> Change:
    if row.body is None:
        return Change(seq=row.seq, table=row.tab, key=row.key)
    return Change(seq=row.seq, table=row.tab, key=row.key, body=Raw(bytes(row.body)))


@get("/v1/snapshot", sync_to_thread=True, tags=["till"])
def snapshot(
    request: AnyRequest, hq: OwnHq, after: After = "", limit: Limit = BATCH_FACTS
) -> SnapshotAnswer:
    """The whole state of the feed, a page at a time; ``after`` is the last answer's."""
    with reading(hq, bearer(request, hq)) as (scope, _):
        try:
            page, cursor, go_on = feed.snapshot(scope, after, limit)
        except ValueError as error:
            raise RefusalError(400, "bad_after", "`after` is not from an answer") from error
    return SnapshotAnswer(changes=[_change(row) for row in page], cursor=cursor, after=go_on)


@get("/v1/chains", sync_to_thread=True, tags=["till"])
def chains(request: AnyRequest, hq: OwnHq) -> ChainsAnswer:
    """The epochs of the caller's till number: what a new PC fetches back."""
    with reading(hq, bearer(request, hq)) as (scope, device):
        epochs = devices.chains(scope, device)
    return ChainsAnswer(
        till=device.till,
        epochs=[EpochHead(device=d.device_id, epoch=d.epoch, seq=d.acked_seq) for d in epochs],
    )


@get("/v1/journal", sync_to_thread=True, tags=["till"])
def journal(
    request: AnyRequest,
    hq: OwnHq,
    device: Name,
    epoch: Epoch,
    after: Place = 0,
    limit: Limit = BATCH_FACTS,
) -> ChainAnswer:
    """A piece of a chain of the caller's own till number."""
    with reading(hq, bearer(request, hq)) as (scope, asking):
        known = devices.get(scope, device)
        if known is None or known.till != asking.till or known.epoch != epoch:
            raise RefusalError(404, "no_such_chain", "there is no such chain of this till")
        facts, more = piece(scope, known, after, limit)
    return ChainAnswer(device=device, epoch=epoch, from_seq=after + 1, facts=facts, more=more)


@get("/v1/digest", sync_to_thread=True, tags=["till"])
def digest(request: AnyRequest, hq: OwnHq) -> DigestAnswer:
    """A digest of each fed table, to compare with the till's mirror."""
    with reading(hq, bearer(request, hq)) as (scope, _):
        found = feed.digests(scope)
    return DigestAnswer(
        tables={tab: value for tab, (value, _) in found.items()},
        rows={tab: n for tab, (_, n) in found.items()},
    )


PULLS = [head, changes, snapshot, chains, journal, digest]
