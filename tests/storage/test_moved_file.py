"""A backup that is opened on another machine: the books are there, the PINs are set anew."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from pos_app import bootstrap
from pos_app.domain.errors import ShopError
from pos_app.runtime.hashing import Argon2Hasher
from pos_app.services.founding import DEMO_STAFF
from pos_app.services.ports import Identity

HASHER = Argon2Hasher(memory_kib=8, rounds=1)
OWNER = DEMO_STAFF[0]


@pytest.fixture
def shop_file(tmp_path: Path) -> Path:
    path = tmp_path / "here" / "shop.db"
    identity = Identity(store="S001", till="01", epoch=1, shop_name="东丽万新店")
    bootstrap.create_shop(path, identity, DEMO_STAFF, hasher=HASHER)
    return path


def test_here_the_pin_still_opens(shop_file: Path) -> None:
    with closing(bootstrap.open_shop(shop_file, hasher=HASHER)) as shop:
        assert not shop.staff.needs_first_pin()
        assert shop.staff.log_in(OWNER.id, OWNER.pin).name == OWNER.name


def test_elsewhere_an_owner_sets_a_first_pin_and_goes_on(shop_file: Path, tmp_path: Path) -> None:
    moved = tmp_path / "there" / "shop.db"
    moved.parent.mkdir()
    shutil.copy(shop_file, moved)
    with closing(bootstrap.open_shop(moved, hasher=HASHER)) as shop:
        assert shop.staff.needs_first_pin()
        with pytest.raises(ShopError):
            shop.staff.log_in(OWNER.id, OWNER.pin)
        (owner,) = shop.staff.owners()
        shop.staff.first_pin(owner, "975318")
    with closing(bootstrap.open_shop(moved, hasher=HASHER)) as shop:
        assert shop.staff.log_in(OWNER.id, "975318").name == OWNER.name
