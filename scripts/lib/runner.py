"""The one test runner behind scripts/test: runs the parts that tests/parts.tsv names, in its order.

A part is a command that prints how many tests passed and failed (its own `N passed, N failed`, or the
closing lines of pytest, ctest, cmocka or node's test runner). Downloads of later parts (their prepare
commands) run in the background, one at a time, while earlier parts test.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "tests" / "parts.tsv"
LOGS = ROOT / "build" / "test-logs"
LEVELS = ("short", "full", "long")
SHOWN_LINES = 200  # of a failed part's log
TELLING_LINES = 40  # of what comes before them, lines that speak of a failure
TELLING = re.compile(r"FAILED|^FAIL|✖|error:|[Aa]ssert|Sanitizer|Traceback|panicked")
KILL_FACTOR, KILL_MIN = 4, 300  # a part is stopped at four times its budget, never before 5 minutes


@dataclass
class Part:
    name: str
    budgets: dict  # level -> seconds, only levels that the part runs at
    groups: list  # of scripts/setup
    prepare: str
    command: str


@dataclass
class Result:
    part: Part
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    note: str = ""

    @property
    def ok(self):
        return self.failed == 0


def read_table(path=TABLE):
    """Columns, separated by tabs: name, short, full, long, groups, prepare, command ('-' = none)."""
    parts = []
    for line in path.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != 7:
            sys.exit(f"{path.name}: want 7 columns: {line!r}")
        name, *budgets, groups, prepare, command = columns
        parts.append(
            Part(
                name=name,
                budgets={lv: int(b) for lv, b in zip(LEVELS, budgets) if b != "-"},
                groups=[] if groups == "-" else groups.split(),
                prepare="" if prepare == "-" else prepare,
                command=command,
            )
        )
    return parts


# How to read counts out of a part's output. Each entry: pattern, and what its groups count.
OWN = re.compile(r"^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$", re.M)
PYTEST = re.compile(r"^=*\s*((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s.*$", re.M)
CTEST = re.compile(r"^\d+% tests passed, (\d+) tests failed out of (\d+)", re.M)
CMOCKA = re.compile(r"\[  (PASSED|FAILED) +\] (\d+) test\(s\)")
NODE = re.compile(r"^(?:#|ℹ) (pass|fail|skipped) (\d+)\s*$", re.M)


def count_tests(text):
    """(passed, failed, skipped) of the output, or None when it tells no counts."""
    if found := list(OWN.finditer(text)):
        passed, failed, skipped = found[-1].groups(default="0")
        return int(passed), int(failed), int(skipped)
    if found := list(PYTEST.finditer(text)):
        words = {w: int(n) for n, w in re.findall(r"(\d+) ([a-z]+)", found[-1].group(1))}
        failed = sum(words.get(w, 0) for w in ("failed", "error", "errors"))
        return words.get("passed", 0) + words.get("xfailed", 0), failed, words.get("skipped", 0)
    cmocka = CMOCKA.findall(text)
    ctest = list(CTEST.finditer(text))
    if cmocka or ctest:
        passed = sum(int(n) for word, n in cmocka if word == "PASSED")
        failed = sum(int(n) for word, n in cmocka if word == "FAILED")
        if ctest:
            bad, total = map(int, ctest[-1].groups())
            # A program that died prints no closing line: ctest still counts it.
            passed, failed = max(passed, total - bad), max(failed, bad)
        return passed, failed, 0
    if found := NODE.findall(text):
        words = {w: int(n) for w, n in found}
        return words.get("pass", 0), words.get("fail", 0), words.get("skipped", 0)
    return None


class Children:
    """Every process group that this run started, so that Ctrl-C leaves none behind."""

    def __init__(self):
        self.lock = threading.Lock()
        self.running = set()
        self.stopping = False

    def run(self, command, log, env, timeout=None):
        """Runs the shell command into the log file; its exit code, or None after the timeout."""
        with self.lock:
            if self.stopping:
                return 130
            child = subprocess.Popen(
                ["bash", "-c", command],
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self.running.add(child)
        try:
            return child.wait(timeout)
        except subprocess.TimeoutExpired:
            self.end(child)
            return None
        except KeyboardInterrupt:
            self.end(child)
            raise
        finally:
            with self.lock:
                self.running.discard(child)

    @staticmethod
    def end(child):
        """Asks all processes of the child's group to end; after two seconds, makes them."""
        for sig in (signal.SIGTERM, signal.SIGKILL):
            for _ in range(20):
                child.poll()  # or else it stays in its group as a zombie
                try:
                    os.killpg(child.pid, sig)
                except (ProcessLookupError, PermissionError):
                    return
                time.sleep(0.1)
                sig = 0  # only asks whether somebody is left

    def stop(self):
        with self.lock:
            self.stopping = True
            running = list(self.running)
        for child in running:
            self.end(child)


@dataclass
class Preparation:
    """The background thread that runs prepare commands in the order of the parts."""

    parts: list
    children: Children
    env: dict
    codes: dict = field(default_factory=dict)
    done: dict = field(default_factory=dict)

    def start(self):
        self.done = {p.name: threading.Event() for p in self.parts}
        threading.Thread(target=self.work, daemon=True).start()

    def work(self):
        by_command = {}
        for part in self.parts:
            if part.prepare not in by_command:
                with open(LOGS / f"{part.name}.prepare.log", "wb") as log:
                    by_command[part.prepare] = self.children.run(part.prepare, log, self.env)
            self.codes[part.name] = by_command[part.prepare]
            self.done[part.name].set()

    def wait(self, part):
        """Waits for the part's downloads; True when they are there."""
        if part.name not in self.done:
            return True
        while not self.done[part.name].wait(0.2):
            pass
        return self.codes[part.name] == 0


def show_log(path):
    lines = path.read_text(errors="replace").splitlines()
    before = lines[:-SHOWN_LINES]
    for line in [line for line in before if TELLING.search(line)][:TELLING_LINES]:
        print("  |", line)
    if before:
        print(f"  | ... the whole log is {path.relative_to(ROOT)}; its end:")
    for line in lines[-SHOWN_LINES:]:
        print("  |", line)


def run_part(part, level, preparation, children, env):
    result = Result(part)
    log_path = LOGS / f"{part.name}.log"
    begin = time.monotonic()
    if not preparation.wait(part):
        result.failed, result.note = 1, "could not prepare"
        show_log(LOGS / f"{part.name}.prepare.log")
        return result
    waited = time.monotonic() - begin
    limit = max(KILL_FACTOR * part.budgets[level], KILL_MIN)
    begin = time.monotonic()
    with open(log_path, "wb") as log:
        code = children.run(part.command, log, env, limit)
    result.seconds = time.monotonic() - begin
    counts = count_tests(log_path.read_text(errors="replace"))
    if counts:
        result.passed, result.failed, result.skipped = counts
    if code is None:
        result.failed, result.note = max(result.failed, 1), f"stopped after {limit} s"
    elif code != 0 and result.failed == 0:
        result.failed, result.note = 1, f"exit code {code}"
    elif code == 0 and (not counts or result.passed == 0):
        result.failed, result.note = max(result.failed, 1), "ran no test"
    elif code == 0 and result.failed > 0:
        result.note = "exit code 0 in spite of failures"
    elif result.seconds > part.budgets[level]:
        result.note = f"over its {part.budgets[level]} s"
    if waited > 1:
        result.note = f"{result.note}{'; ' if result.note else ''}waited {waited:.0f} s for downloads"
    if not result.ok and not children.stopping:
        show_log(log_path)
    return result


def line_of(result):
    text = f"{'ok    ' if result.ok else 'FAILED'}  {result.part.name:<16}"
    text += f"{result.passed:>6} passed {result.failed:>4} failed"
    text += f" {result.skipped:>3} skipped" if result.skipped else " " * 12
    return f"{text} {result.seconds:>7.1f} s  {result.note}".rstrip()


def list_parts(parts):
    print(f"{'part':<18}{'short':>8}{'full':>8}{'long':>8}  command")
    for part in parts:
        budgets = "".join(f"{part.budgets.get(lv, '-'):>8}" for lv in LEVELS)
        print(f"{part.name:<18}{budgets}  {part.command}")


def choose(parts, names, level):
    if not names:
        return [p for p in parts if level in p.budgets]
    known = {p.name: p for p in parts}
    unknown = [n for n in names if n not in known]
    if unknown:
        sys.exit(f"no such part: {', '.join(unknown)} (scripts/test --list shows them)")
    chosen = [known[n] for n in names]
    for part in chosen:  # named by hand, a part runs at any level
        part.budgets.setdefault(level, max(part.budgets.values()))
    return chosen


def parse_arguments():
    parser = argparse.ArgumentParser(prog="scripts/test", description="Run Ropeline's tests.")
    level = parser.add_mutually_exclusive_group()
    level.add_argument("--full", dest="level", action="store_const", const="full")
    level.add_argument("--long", dest="level", action="store_const", const="long")
    parser.add_argument("--list", action="store_true", help="show the parts and their budgets")
    parser.add_argument("parts", nargs="*", metavar="part", help="default: all of the level")
    parser.set_defaults(level="short")
    return parser.parse_args()


def set_up(chosen):
    groups = list(dict.fromkeys(g for p in chosen for g in p.groups))
    if groups and subprocess.run([str(ROOT / "scripts/setup"), *groups]).returncode != 0:
        sys.exit("scripts/setup failed")


def environment(level):
    command = '. scripts/lib/tools.sh && printf %s "$PATH"'
    path = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(os.environ, PATH=path.stdout, ROPELINE_TEST_LEVEL=level, PYTHONUNBUFFERED="1")


def main():
    arguments = parse_arguments()
    parts = read_table()
    if arguments.list:
        return list_parts(parts)
    chosen = choose(parts, arguments.parts, arguments.level)
    LOGS.mkdir(parents=True, exist_ok=True)
    begin = time.monotonic()
    set_up(chosen)
    children = Children()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    env = environment(arguments.level)
    preparation = Preparation([p for p in chosen if p.prepare], children, env)
    preparation.start()
    results = []
    try:
        for part in chosen:
            print(f"....    {part.name}", flush=True)
            results.append(run_part(part, arguments.level, preparation, children, env))
            print(line_of(results[-1]), flush=True)
    except KeyboardInterrupt:
        print("\ninterrupted; stopping what runs", flush=True)
        children.stop()
        sys.exit(130)
    summarize(results, time.monotonic() - begin)
    sys.exit(0 if all(r.ok for r in results) else 1)


def summarize(results, seconds):
    print(f"\nAll parts ({seconds:.0f} s):")
    for result in results:
        print(line_of(result))
    skipped = sum(r.skipped for r in results)
    total = f"{sum(r.passed for r in results)} passed, {sum(r.failed for r in results)} failed"
    print(total + (f", {skipped} skipped" if skipped else ""), flush=True)


if __name__ == "__main__":
    main()
