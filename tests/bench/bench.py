"""Measures Ropeline beside its peers and alone, and writes docs/benchmarks.md: see scripts/bench."""

import argparse
import json
import time
from statistics import median

import flat
import load
import page
import pauses
import peers
import polls
import starts
from compare import CASES, QUICK, Comparison
from server import CACHE

RESULTS = CACHE / "results.json"
ALONE = {"flat": flat, "pauses": pauses, "polls": polls, "starts": starts}
# A full run takes less; rounds of the comparison are left out rather than pass it.
MINUTES, MINUTES_ALONE = 32, 15


def say(text):
    print(text, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--quick", action="store_true",
                        help="two rounds, two cases, no page: under 3 minutes")
    parser.add_argument("--install", action="store_true", help="only install the peers")
    parser.add_argument("--page", action="store_true", help="only write the page of the last run")
    parser.add_argument("--only", nargs="*", metavar="SERVER", help="names of servers")
    parser.add_argument("--cases", nargs="*", choices=list(CASES))
    parser.add_argument("--alone", nargs="*", choices=list(ALONE),
                        help="only these measurements of Ropeline alone")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=int)
    chosen = parser.parse_args()
    chosen.rounds = chosen.rounds or (2 if chosen.quick else 4)
    chosen.seconds = chosen.seconds or (1 if chosen.quick else 2)
    chosen.whole = not (chosen.quick or chosen.only or chosen.cases or chosen.alone is not None)
    return chosen


def install(only):
    """The servers that can be had, and a line for each that cannot."""
    servers, skipped = [], []
    for server in peers.everyone():
        if only and server.name not in only:
            continue
        try:
            say(f"installing {server.name}")
            server.install()
            servers.append(server)
        except Exception as problem:
            detail = (getattr(problem, "stderr", "") or str(problem)).strip().splitlines()
            skipped.append(f"{server.name} (cannot be had by name here)")
            say(f"  skipped: {detail[-1] if detail else problem}")
    return servers, skipped


def measure_alone(names):
    own, problems = {}, []
    for name in names:
        say(f"Ropeline alone: {name}")
        ALONE[name].measure(own, problems, say)
    return own, problems


def summary(comparison):
    for case, measured in comparison.figures.items():
        for name, values in sorted(measured.items(), key=lambda row: -median(row[1])):
            say(f"{case:10} {name:20} median {median(values):12,.1f}")


def main():
    chosen = arguments()
    if chosen.page:
        page.write(json.loads(RESULTS.read_text()))
        return
    load.build()
    servers, skipped = install(chosen.only)
    if chosen.install:
        return
    until = time.monotonic() + 60 * (MINUTES - MINUTES_ALONE)
    cases = chosen.cases or (QUICK if chosen.quick else list(CASES))
    comparison = Comparison(servers, cases, chosen.seconds, say, patient=not chosen.quick)
    if chosen.alone is None:
        comparison.run(chosen.rounds, until)
    names = list(ALONE) if chosen.whole else chosen.alone or []
    own, problems = measure_alone(names)
    summary(comparison)
    if chosen.whole:
        run = page.describe(comparison, servers, own, skipped, problems)
        RESULTS.write_text(json.dumps(run, indent=1))
        page.write(run)
        say("docs/benchmarks.md is written")


if __name__ == "__main__":
    main()
