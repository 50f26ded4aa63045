"""Health and figures for whoever runs HQ."""

from __future__ import annotations

from litestar import MediaType, get
from sqlalchemy import func, select

from sync.hq.api.speaker import OwnHq
from sync.hq.store import tables as t
from sync.hq.store.database import ALL_STORES

LAG_MS = 24 * 3_600_000


@get("/healthz", sync_to_thread=True, tags=["operations"])
def healthz(hq: OwnHq) -> dict[str, str]:
    """200 when the database answers."""
    with hq.database.reading(ALL_STORES) as scope:
        scope.conn.execute(select(1))
    return {"status": "ok"}


@get("/metrics", sync_to_thread=True, media_type=MediaType.TEXT, tags=["operations"])
def metrics(hq: OwnHq) -> str:
    """Prometheus text: counts over all stores, no names of anyone."""
    now = hq.now()
    device = t.device.c
    alive = device.revoked_at.is_(None)
    with hq.database.reading(ALL_STORES) as scope:
        one = scope.conn.execute
        figures = {
            "xipu_stores": one(select(func.count()).select_from(t.store)).scalar_one(),
            "xipu_tills": one(select(func.count()).where(alive)).scalar_one(),
            "xipu_tills_silent": one(
                select(func.count()).where(alive, device.last_seen < now - LAG_MS)
            ).scalar_one(),
            "xipu_tills_alarmed": one(select(func.count()).where(device.alarm != "")).scalar_one(),
            "xipu_facts_acknowledged": one(
                select(func.coalesce(func.sum(device.acked_seq), 0))
            ).scalar_one(),
            "xipu_tills_listening": hq.bells.waiting(),
            "xipu_facts_in_trouble": one(
                select(func.count()).where(t.fact.c.state != "ok")
            ).scalar_one(),
        }
    return "".join(f"# TYPE {k} gauge\n{k} {int(v)}\n" for k, v in figures.items())


ROUTES = [healthz, metrics]
