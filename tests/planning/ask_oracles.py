"""Run by the libraries' own Python, without this project: questions in, their answers out."""

from __future__ import annotations

import json
import sys
from typing import Any


def newsvendor(asked: list[list[float]]) -> list[int]:
    """Holding, shortage, mean of a Poisson demand; units to stock."""
    from stockpyl.newsvendor import newsvendor_poisson

    return [int(newsvendor_poisson(*one)[0]) for one in asked]


def reorder(asked: list[list[float]]) -> list[list[float]]:
    """Holding, shortage, cost of an order, mean of a Poisson day; s, S, cost a day."""
    from stockpyl.ss import s_s_discrete_exact

    found = []
    for holding, shortage, fixed, mean in asked:
        s, top, cost = s_s_discrete_exact(holding, shortage, fixed, True, demand_mean=mean)
        found.append([int(s), int(top), float(cost)])
    return found


def imapa(asked: list[list[float]]) -> list[float]:
    """Units a day of each series that the next day is expected to sell."""
    import numpy as np
    from statsforecast.models import IMAPA

    return [float(IMAPA().forecast(y=np.array(one), h=1)["mean"][0]) for one in asked]


KNOWN: dict[str, Any] = {"newsvendor": newsvendor, "reorder": reorder, "imapa": imapa}

if __name__ == "__main__":
    questions = json.load(sys.stdin)
    print(json.dumps({name: KNOWN[name](asked) for name, asked in questions.items()}))
