"""The owner writes down what her scale prints."""

from __future__ import annotations

import pytest

from pos_app.domain.errors import ShopError
from pos_app.domain.in_store import DEFAULT_FORMATS
from pos_app.services.label_formats import read_formats


def test_nothing_written_means_the_usual_shapes() -> None:
    assert read_formats("  \n ") == DEFAULT_FORMATS


def test_shapes_stand_on_lines_of_their_own() -> None:
    amount, weight = read_formats("FFPPPPPAAAAAC 20-22\nffpppppwwwwwc 25,28-29 nocheck")
    assert amount.prefixes == {"20", "21", "22"} and amount.check
    assert weight.prefixes == {"25", "28", "29"} and not weight.check


@pytest.mark.parametrize(
    "text", ["FFPPPPP 20", "FFPPPPPAAAAAC", "FFPPPPPAAAAAC x", "FFPPPPPAAAAAC 20 maybe"]
)
def test_what_no_scale_prints_is_refused(text: str) -> None:
    with pytest.raises(ShopError) as refused:
        read_formats(text)
    assert refused.value.code == "bad_setting"
