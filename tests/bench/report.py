"""Every table of docs/speed.md, measured here: `python -m bench.report`, or `--page docs/speed.md` to put them there.

Ten minutes on two slow cores; `--long` adds ten million issues, `--quick` takes small sizes, to see that all works.
"""

from __future__ import annotations

import argparse
import platform
import re
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from bench import bench_city, bench_growth, bench_w2, rivals
from bench.timing import Table

LIBRARIES = ("numpy", "numba", "pandas")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--page", type=Path, help="a page whose tables of the same names are replaced")
    options = parser.parse_args()
    page = options.page.read_text("utf-8") if options.page else ""
    for one in _measured(options.quick, options.long):
        print(_marked(one), end="\n\n", flush=True)
        if options.page:
            page = placed(page, one)
    if options.page:
        options.page.write_text(page, "utf-8", newline="\n")


def _measured(quick: bool, long: bool) -> Iterator[Table]:
    """The tables, each as soon as it is there."""
    if rivals.found():
        yield bench_w2.table(issues=200, rounds=1) if quick else bench_w2.table()
    else:
        print(rivals.ABSENT, file=sys.stderr)
    yield from bench_city.tables(days=30, rounds=1, communities=20) if quick else bench_city.tables()
    yield from bench_growth.tables(rounds=1, sizes=1) if quick else bench_growth.tables(sizes=4 if long else 3)


def _marked(one: Table) -> str:
    """A table between the marks by which a page is found to hold it."""
    made_by = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in LIBRARIES)]
    return f"<!-- {one.name}: {', '.join(made_by)} -->\n{one.text()}\n<!-- end -->"


def placed(page: str, one: Table) -> str:
    """The page with this table in the place of the one of its name. ValueError if it has no such place."""
    place = re.compile(rf"<!-- {re.escape(one.name)}[: ].*?<!-- end -->", re.DOTALL)
    if not place.search(page):
        raise ValueError(f"the page has no place for '{one.name}': <!-- {one.name} --> ... <!-- end -->")
    return place.sub(lambda _: _marked(one), page, count=1)


if __name__ == "__main__":
    main()
