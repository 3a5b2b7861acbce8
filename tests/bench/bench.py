"""Compares servers under the same load and writes docs/benchmarks.md: see scripts/bench.

Every case runs against every server in turn, in several rounds whose order alternates; a server is
started fresh for each. Server and load generator have a core each. Figures are ratios of medians.
"""

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from peers import CACHE, ROOT, everyone  # noqa: E402

SERVER_CORE, CLIENT_CORE = 0, 1

# name, arguments of the load generator, the figure, who can run it
CASES = {
    "send": (["-c", "send", "-n", "16"], "sent_s", "SendMessage, 16 connections"),
    "send64": (["-c", "send", "-n", "64"], "sent_s", "SendMessage, 64 connections"),
    "cycle": (["-c", "mixed", "-n", "16"], "cycles_s", "send, receive, delete, 16 connections"),
    "batch": (["-c", "sendbatch", "-n", "16"], "sent_s", "messages in batches of 10"),
    "fifo100": (["-c", "mixed", "-g", "100", "-n", "16"], "cycles_s", "FIFO cycles, 100 groups"),
    "fifo1": (["-c", "mixed", "-g", "1", "-n", "16"], "cycles_s", "FIFO cycles, 1 group"),
    "single": (["-c", "send", "-n", "1"], "p50", "SendMessage, 1 connection, p50 in us"),
}
NOOP_CASES = {"send", "send64", "single"}
SLOW = {"moto", "elasticmq h2"}
SLOW_CASES = {"send", "cycle"}


def say(text):
    print(text, flush=True)


def build_load():
    source, binary = ROOT / "tests/bench/sqsload.c", CACHE / "sqsload"
    CACHE.mkdir(parents=True, exist_ok=True)
    if not binary.exists() or binary.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["cc", "-O2", "-o", binary, source, "-lcrypto"], check=True)
    return binary


def load(binary, port, arguments, seconds, queue):
    done = subprocess.run(
        ["taskset", "-c", str(CLIENT_CORE), binary, "-P", str(port), "-q", queue, "-t",
         str(seconds), *arguments], capture_output=True, text=True, timeout=seconds * 10 + 60)
    return json.loads(done.stdout.strip().splitlines()[-1])


def figure(answer, member):
    if "error" in answer:
        raise RuntimeError(answer["error"])
    if member == "p50":
        return answer["ops"]["SendMessage"]["p50_us"]
    if answer.get("err") or answer.get("bad"):
        raise RuntimeError(f"{answer.get('err')} errors, {answer.get('bad')} wrong answers")
    return answer[member]


def wanted(peer, case):
    if peer.name == "no-op":
        return case in NOOP_CASES
    return peer.name not in SLOW or case in SLOW_CASES


def measure(peers, cases, rounds, seconds):
    """{case: {peer: [figures]}}, and what went wrong."""
    binary = build_load()
    figures, problems = {case: {} for case in cases}, []
    for number in range(rounds):
        order = peers if number % 2 == 0 else list(reversed(peers))
        for peer in order:
            for case in [c for c in cases if wanted(peer, c)]:
                try:
                    peer.start(SERVER_CORE)
                    arguments, member, _ = CASES[case]
                    value = figure(load(binary, peer.port, arguments, seconds, "bench"), member)
                    figures[case].setdefault(peer.name, []).append(value)
                    say(f"round {number + 1}  {peer.name:20} {case:8} {value:12,.1f}")
                except Exception as problem:
                    problems.append(f"{peer.name}, {case}: {problem}")
                    say(f"round {number + 1}  {peer.name:20} {case:8} failed: {problem}")
                finally:
                    peer.stop()
    return figures, problems


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo")
                  if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} cores, {model}, Linux {platform.release()}"


def table(figures):
    lines = []
    for case, peers in figures.items():
        if not peers:
            continue
        lower_is_better = CASES[case][1] == "p50"
        own = peers.get("ropeline")
        lines += [f"\n### {CASES[case][2]}\n", f"![{case}](benchmarks/{case}.svg)\n",
                  "| server | median | least to most | in memory, Ropeline is |", "|---|---|---|---|"]
        for name, values in sorted(peers.items(), key=lambda p: statistics.median(p[1]),
                                   reverse=not lower_is_better):
            median = statistics.median(values)
            ratio = ""
            if own and name != "ropeline":
                mine = statistics.median(own)
                ratio = f"{median / mine if lower_is_better else mine / median:.2f} x"
            lines.append(f"| {name} | {median:,.0f} | {min(values):,.0f} to {max(values):,.0f} | {ratio} |")
    return lines


def chart(case, peers, folder):
    """Bars of the medians, as SVG."""
    rows = sorted(peers.items(), key=lambda p: -statistics.median(p[1]))
    most = max(statistics.median(v) for _, v in rows)
    height = 26 * len(rows) + 36
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="720" height="{height}" '
             'font-family="sans-serif" font-size="13">',
             f'<rect width="720" height="{height}" fill="white"/>',
             f'<text x="10" y="20" font-weight="bold">{CASES[case][2]}</text>']
    for n, (name, values) in enumerate(rows):
        median, y = statistics.median(values), 34 + 26 * n
        width = max(1, 430 * median / most)
        colour = "#2563eb" if name.startswith("ropeline") else "#9ca3af"
        parts += [f'<text x="150" y="{y + 14}" text-anchor="end">{name}</text>',
                  f'<rect x="158" y="{y}" width="{width:.0f}" height="19" fill="{colour}"/>',
                  f'<text x="{164 + width:.0f}" y="{y + 14}">{median:,.0f}</text>']
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{case}.svg").write_text("\n".join(parts + ["</svg>"]) + "\n")


def write_page(figures, skipped, problems, arguments, peers):
    docs = ROOT / "docs"
    for case, measured in figures.items():
        if measured:
            chart(case, measured, docs / "benchmarks")
    lines = ["# Benchmarks\n",
             "Made by `./scripts/bench`. Rates are per second, server and load generator on a core "
             "each, messages of 1 KiB, every server started fresh for every case; medians of "
             f"{arguments.rounds} rounds of {arguments.seconds} s in alternating order. `no-op` is "
             "our own server answering a fixed text without looking at the request: the ceiling.\n",
             f"- Date: {datetime.date.today()}", f"- Machine: {machine()}",
             "- Versions: " + ", ".join(f"{p.name} {p.version}" for p in peers)]
    lines += [f"- Not compared: {text}" for text in skipped]
    lines += [f"- Did not complete: {text}" for text in sorted(set(problems))]
    (docs / "benchmarks.md").write_text("\n".join(lines + table(figures)) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="two rounds, few cases: under 3 minutes")
    parser.add_argument("--only", nargs="*", help="names of servers")
    parser.add_argument("--cases", nargs="*", choices=list(CASES))
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=int)
    arguments = parser.parse_args()
    arguments.rounds = arguments.rounds or (2 if arguments.quick else 5)
    arguments.seconds = arguments.seconds or (1 if arguments.quick else 4)
    cases = arguments.cases or (["send", "cycle"] if arguments.quick else list(CASES))
    peers, skipped = [], []
    for peer in everyone():
        if arguments.only and peer.name not in arguments.only:
            continue
        try:
            say(f"installing {peer.name}")
            peer.install()
            peers.append(peer)
        except Exception as problem:
            detail = (getattr(problem, "stderr", "") or str(problem)).strip().splitlines()
            skipped.append(f"{peer.name}: cannot be had by name here")
            say(f"  skipped: {detail[-1] if detail else problem}")
    figures, problems = measure(peers, cases, arguments.rounds, arguments.seconds)
    if not arguments.only and not arguments.cases and not arguments.quick:
        write_page(figures, skipped, problems, arguments, peers)
        say("docs/benchmarks.md is written")
    for case, measured in figures.items():
        for name, values in measured.items():
            say(f"{case:8} {name:20} median {statistics.median(values):12,.1f}")


if __name__ == "__main__":
    main()
