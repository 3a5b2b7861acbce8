"""Hours in a row: a mixed load on both stores while the clock moves, and everything stays flat.

    tests/soak/run [--seconds N] [--seed S]

One server for each store, at the same time. At the end of the run the counters of every queue must be
what the workers know, and memory, descriptors, CPU per request, latency and the file must not have
grown (gauge.py). The figures go into build/soak-summary.txt too.
"""

import argparse
import multiprocessing
import os
import pathlib
import random
import sys
import tempfile
import traceback

from gauge import Gauge
from load import RETENTION_S, WORKERS, Load
from server import Server

SECONDS = {"short": 35, "full": 120, "long": 3600}
HISTORY_EVENTS = "2000"  # full within seconds, so that even a short run sees it stay within its bound
PAST_ALL_MS = 13 * 3600 * 1000  # every visibility timeout and delay, and the short retention
SUMMARY = "build/soak-summary.txt"


def settle(server, workers):
    """Ends everything that time ends, then asks each worker for its record."""
    assert PAST_ALL_MS > RETENTION_S * 1000
    server.advance(PAST_ALL_MS)
    return sum(worker.check() for worker in workers)


def soak(name, db, seconds, seed):
    """One store; a list of (check, figures, passed)."""
    server = Server("--history", HISTORY_EVENTS, db=db)
    load = Load(server.port)
    rng = random.Random(seed)
    workers = [worker(load, random.Random(rng.random())) for worker in WORKERS]
    files = [db, db + "-wal"] if db else []
    gauge = Gauge(server.process.pid, load, files, max(0.5, seconds / 240))
    for thread in (*workers, gauge.thread):
        thread.start()
    load.stopping.wait(seconds)
    load.stopping.set()
    for worker in workers:
        worker.join()
    gauge.stop()
    results = [("no worker failed", "; ".join(load.problems) or f"{load.requests} requests, clock "
                f"moved {load.moved_ms / 3.6e6:.1f} h", not load.problems)]
    try:
        results.append(("counters", f"{settle(server, workers)} messages, all accounted for", True))
    except Exception as error:  # whatever it is, the other figures are worth reading
        results.append(("counters", repr(error), False))
    results += gauge.verdicts()
    results.append(("slowest", f"{max(s.slowest for s in gauge.samples):.0f} ms", True))
    server.stop()
    return results


def child(name, db, seconds, seed, queue):
    try:
        queue.put((name, soak(name, db, seconds, seed)))
    except Exception:
        queue.put((name, [("the run", traceback.format_exc(), False)]))


def report(seconds, seed, results):
    lines = [f"{seconds} s, seed {seed}"]
    for name, checks in sorted(results.items()):
        for check, figures, passed in checks:
            lines.append(f"{'ok    ' if passed else 'FAILED'}  {name:7} {check:17} {figures}")
    failed = sum(not passed for checks in results.values() for _, _, passed in checks)
    total = sum(len(checks) for checks in results.values())
    lines.append(f"{total - failed} passed, {failed} failed")
    text = "\n".join(lines) + "\n"
    pathlib.Path(SUMMARY).write_text(text)
    print(text, end="")
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float,
                        default=SECONDS[os.environ.get("ROPELINE_TEST_LEVEL", "short")])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    queue = multiprocessing.Queue()
    with tempfile.TemporaryDirectory() as folder:
        stores = {"memory": None, "file": os.path.join(folder, "q.db")}
        children = [multiprocessing.Process(target=child, args=(
            name, db, options.seconds, options.seed, queue)) for name, db in stores.items()]
        for process in children:
            process.start()
        results = dict(queue.get() for _ in children)
        for process in children:
            process.join()
    return report(options.seconds, options.seed, results)


if __name__ == "__main__":
    sys.exit(main())
