"""`python -m tests.golden`: write golden KPIs and the figures on pages anew.

With names, `kpis` or pages such as `README.md`, these alone. Read the diff before it goes in: it is
what changed.
"""

import argparse
import sys

from tests.benchmarks import events
from tests.golden import kpis, pages


def _main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("what", nargs="*", help="kpis, or names of pages; everything if not given")
    chosen = options.parse_args().what
    known = {"kpis"} | {page.name for page in pages.PAGES}
    if unknown := set(chosen) - known:
        options.error(f"no {', '.join(sorted(unknown))}; known: {', '.join(sorted(known))}")
    if not chosen or "kpis" in chosen:
        kpis.write_all()
        events.write(events.events(events.baseline(), 0))
    for page in pages.PAGES:
        if not chosen or page.name in chosen:
            print(page.name, file=sys.stderr)
            page.write_text(pages.rewritten(page), encoding="utf-8")


if __name__ == "__main__":
    _main()
