"""The measurements in docs/performance.md: `python -m tests.bench live`, or another name, or all of them."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from pathlib import Path

from tests.bench import diffing, keying, live, opening, plenary, printing, replay, scaling, slowly, starting
from tests.bench.peers import comparing, killing, replaying
from tests.bench.tables import Results, write

Measure = Callable[[Namespace], Results | list[Results]]
MEASURES: dict[str, Measure] = {
    "live": lambda given: live.live(given.clients, given.seconds),
    "open": lambda _: opening.opening(),
    "slow": lambda _: slowly.slowly(),
    "diff": lambda _: diffing.diffing(),
    "key": lambda _: keying.keying(),
    "pdf": lambda _: printing.printing(),
    "start": lambda _: starting.starting(),
    "plenary": lambda _: plenary.plenary(),
    "replay": lambda _: replay.replay(),
    "scaling": lambda given: scaling.scaling(seconds=given.seconds, runs=given.runs),
    "replay-peers": lambda given: replaying.replaying(given.packages),
    "peers": lambda given: comparing.comparing(
        given.scenarios, given.servers, seconds=given.seconds, runs=given.runs, folder=given.packages
    ),
    "kill": lambda given: killing.killing(given.packages),
}
# What `make bench` leaves out: it needs npm, or PostgreSQL and Redis, or takes long.
_ASKED_FOR = ("peers", "replay-peers", "scaling", "kill", "plenary")


def main() -> None:
    given = _parser().parse_args()
    for name in [given.what] if given.what else [name for name in MEASURES if name not in _ASKED_FOR]:
        found = MEASURES[name](given)
        for results in found if isinstance(found, list) else [found]:
            print(f"\n{results.command}\n\n{results}", flush=True)
            if given.write:
                write(results)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("what", nargs="?", choices=MEASURES, help="one of them; all of them if left out")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    parser.add_argument("--clients", type=_numbers, default=[2, 50, 200], help="such as 2,50,200")
    parser.add_argument("--seconds", type=int, default=10, help="of typing in each run")
    parser.add_argument(
        "--scenarios", type=_scenarios, default=list(comparing.SCENARIOS), help="such as 50,100x6,storm"
    )
    parser.add_argument("--servers", type=lambda names: names.split(","), default=comparing.SERVERS, help="if not all")
    parser.add_argument("--runs", type=int, default=3, help="of each server; the median counts")
    parser.add_argument("--packages", type=Path, help="a folder for the peers, to be used again")
    return parser


def _numbers(given: str) -> list[int]:
    return [int(number) for number in given.split(",")]


def _scenarios(given: str) -> list[str]:
    names = given.split(",")
    if unknown := [name for name in names if name not in comparing.SCENARIOS]:
        raise ArgumentTypeError(f"{', '.join(unknown)}: there are {', '.join(comparing.SCENARIOS)}")
    return names


if __name__ == "__main__":
    main()
