"""The measurements in docs/performance.md: `python -m tests.bench live`, open, diff, pdf, start, or all of them."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from tests.bench import diffing, live, opening, printing, starting
from tests.bench.tables import Results, write

Measure = Callable[[Namespace], Results]
MEASURES: dict[str, Measure] = {
    "live": lambda given: live.live(given.clients, given.seconds),
    "open": lambda _: opening.opening(),
    "diff": lambda _: diffing.diffing(),
    "pdf": lambda _: printing.printing(),
    "start": lambda _: starting.starting(),
}


def main() -> None:
    given = _parser().parse_args()
    for name in [given.what] if given.what else list(MEASURES):
        results = MEASURES[name](given)
        print(f"\n{results.command}\n\n{results}", flush=True)
        if given.write:
            write(results)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("what", nargs="?", choices=MEASURES, help="one of them; all of them if left out")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    parser.add_argument("--clients", type=_numbers, default=[2, 50, 200], help="such as 2,50,200")
    parser.add_argument("--seconds", type=int, default=10, help="of typing in each run")
    return parser


def _numbers(given: str) -> list[int]:
    return [int(number) for number in given.split(",")]


if __name__ == "__main__":
    main()
