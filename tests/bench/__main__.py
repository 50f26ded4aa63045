"""`make bench`: every bench of this folder, one table of what was reached beside what must be."""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Iterable
from pathlib import Path

Row = tuple[str, str, str]


def main() -> None:
    """Run the benches named, or all of them; each has ``run()`` giving (what, reached, goal)."""
    names = sorted(p.stem for p in Path(__file__).parent.glob("bench_*.py"))
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("names", nargs="*", default=names, help=", ".join(names))
    wanted = parser.parse_args().names
    print(f"{'what':<66}{'reached':>26}  goal")
    for name in wanted:
        started = time.perf_counter()
        module = importlib.import_module(f"tests.bench.{name.removesuffix('.py')}")
        rows: Iterable[Row] = module.run()
        for what, reached, goal in rows:
            print(f"{what:<66}{reached:>26}  {goal}", flush=True)
        print(f"-- {name}: {time.perf_counter() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
