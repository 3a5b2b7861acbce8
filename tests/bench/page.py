"""docs/benchmarks.md, from the figures of a run."""

import datetime
import os
import platform
from statistics import median

from chart import bars
from compare import CASES, SLOWER_IS_HIGHER
from server import ROOT
from targets import Figures, all_targets

DOCS = ROOT / "docs"


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo")
                  if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} cores, {model}, Linux {platform.release()}"


def ordered(case, measured):
    return sorted(measured.items(), key=lambda row: median(row[1]),
                  reverse=case not in SLOWER_IS_HIGHER)


def ratio(case, values, own):
    """How many times faster Ropeline in memory is."""
    theirs, mine = median(values), median(own)
    return f"{theirs / mine if case in SLOWER_IS_HIGHER else mine / theirs:.2f} x"


def case_section(case, measured):
    title = CASES[case][0]
    yield from (f"\n### {title}\n", f"![{title}](benchmarks/{case}.svg)\n",
                "| server | median | least to most | in memory, Ropeline is |", "|---|---|---|---|")
    own = measured.get("ropeline")
    for name, values in ordered(case, measured):
        compared = ratio(case, values, own) if own and name != "ropeline" else ""
        yield (f"| {name} | {median(values):,.0f} | {min(values):,.0f} to {max(values):,.0f}"
               f" | {compared} |")


def draw(case, measured):
    folder = DOCS / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    rows = [(name, median(values), name.startswith("ropeline"))
            for name, values in ordered(case, measured)]
    (folder / f"{case}.svg").write_text(bars(CASES[case][0], rows))


HEAD = """# Benchmarks

Made by `./scripts/bench`; nothing here is written by hand. Server and load generator
(`tests/bench/sqsload.c`) have a core each; messages are 1 KiB; rates are per second. In the
comparison every server is started fresh for every case (those that need seconds to start: once per
round) and warmed up (1 s, on Node 4 s, on the Java virtual machine 15 s); figures are medians of
{rounds} rounds of {seconds} s in alternating order.
`no-op` is our own server with the same h2o set-up, which answers a fixed text without looking at
the request: the ceiling. It also shows how still the machine is: what stops it is not the server.
What limits Ropeline is told in [performance.md](performance.md).
"""


def facts(run):
    yield f"- Date: {run['date']}"
    yield f"- Machine: {run['machine']}"
    yield "- Versions: " + ", ".join(f"{n} {v}" for n, v in run["versions"].items())
    yield from (f"- Not compared: {text}" for text in run["skipped"])
    yield from (f"- Did not complete: {text}" for text in run["problems"])
    yield from (f"- {name} speaks the Query protocol here, all others AWS JSON"
                for name in run["query"])


def target_section(run):
    figures = Figures(run["figures"], run["in_memory"], run["own"])
    targets = list(all_targets(figures))
    met = sum(target.verdict().startswith("met") for target in targets)
    yield f"\n## Targets\n\n{met} of {len(targets)} met in this run.\n"
    yield from ("| target | wanted | measured | |", "|---|---|---|---|")
    yield from (target.row() for target in targets)


def own_section(run):
    yield "\n## Ropeline alone\n\nThe figures behind the targets; `memory` and `file` are its stores.\n"
    yield from ("| what | median | least to most |", "|---|---|---|")
    for name, values in run["own"].items():
        yield f"| {name} | {median(values):.3g} | {min(values):.3g} to {max(values):.3g} |"


def describe(comparison, servers, own, skipped, problems):
    """All that the page is made of, as plain data."""
    failed = [f"{name}, {case}: {text}" for (name, case), text in comparison.problems.items()]
    return {"date": str(datetime.date.today()), "machine": machine(),
            "rounds": comparison.rounds, "seconds": comparison.seconds,
            "versions": {s.name: s.version for s in servers},
            "in_memory": [s.name for s in servers if s.in_memory],
            "query": [s.name for s in servers if s.query], "skipped": skipped,
            "problems": failed + problems, "figures": comparison.figures, "own": own}


def write(run):
    lines = [HEAD.format(rounds=run["rounds"], seconds=run["seconds"]), *facts(run),
             *target_section(run), "\n## Comparison"]
    for case, measured in run["figures"].items():
        if measured:
            draw(case, measured)
            lines += case_section(case, measured)
    lines += own_section(run)
    (DOCS / "benchmarks.md").write_text("\n".join(lines) + "\n")
