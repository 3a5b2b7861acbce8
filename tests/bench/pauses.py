"""How long the loop stops at most: under a steady load, and when a million messages go away. Each is
measured several times and the median counts, for the machine stops a server too: the no-op server
shows how long."""

import threading
import time
from pathlib import Path

import load
from load import load as run, slowest_ms
from server import Ropeline, stores

MANY = 1_000_000
EMPTY_BYTES = 8 << 20
STEADY_SECONDS = 5
TIMES = 3


# One client that rests 2 ms between its cycles, so that the server finds time for idle work.
PROBE = ["-n", 1, "-e", 2000]


def log_of(server):
    return Path(server.folder, "queues.db-wal")


class LargestLog:
    """Watches the size of the write-ahead log."""

    def __init__(self, server):
        self.path, self.bytes, self.stop = log_of(server), 0, threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def watch(self):
        while not self.stop.wait(0.02):
            self.bytes = max(self.bytes, self.path.stat().st_size)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()


def steady(result):
    """Sends at full speed into a file, checkpoints included."""
    for _ in range(TIMES):
        server = Ropeline("file", db=True)
        server.start()
        with server, LargestLog(server) as log:
            answer = run(server, "-c", "send", "-n", 16, "-q", "steady", "-t", STEADY_SECONDS)
        send = answer["ops"]["SendMessage"]
        result.setdefault("send p99", []).append(send["p99_us"] / 1000)
        result.setdefault("send max", []).append(send["max_us"] / 1000)
        result.setdefault("log MiB", []).append(log.bytes / (1 << 20))


def noise(result):
    """The same, of the server that does nothing: its slowest answer to 16 clients and to one."""
    for _ in range(TIMES):
        server = Ropeline("no-op", "--bench-noop")
        server.start()
        with server:
            for key, options in (("16 clients", ["-n", 16]), ("one client", PROBE)):
                answer = run(server, "-c", "send", *options, "-q", "steady", "-t", STEADY_SECONDS)
                result.setdefault(f"slowest answer of no-op, {key}", []).append(slowest_ms(answer))


def purge(server):
    server.call("PurgeQueue", QueueUrl=server.url("many"))


def delete(server):
    server.call("DeleteQueue", QueueUrl=server.url("many"))


def expire(server):
    server.advance(3_600_000)


def fill(server):
    server.call("CreateQueue", QueueName="many", Attributes={"MessageRetentionPeriod": "1800"})
    run(server, "-c", "sendbatch", "-n", 16, "-q", "many", "-N", MANY)


def pause_of(server, action, seconds):
    """The slowest answer to one client in the seconds around an action."""
    fill(server)
    probe = load.start(server, "-c", "mixed", *PROBE, "-q", "probe", "-t", seconds)
    time.sleep(0.5)
    action(server)
    return slowest_ms(load.finish(probe))


def seconds_until_small(server):
    began = time.monotonic()
    while time.monotonic() - began < 60:
        if Path(server.folder, "queues.db").stat().st_size < EMPTY_BYTES:
            return time.monotonic() - began
        time.sleep(0.1)
    raise RuntimeError("the file has not given its space back within a minute")


ACTIONS = {"purge": purge, "deletion": delete, "retention": expire}


def measure_action(server, name, result, say):
    stops = result[f"{name}, {server.name}"] = []
    for _ in range(TIMES):
        server.start()
        with server:
            seconds = 5 if server.in_memory else 12
            stops.append(pause_of(server, ACTIONS[name], seconds))
            if not server.in_memory and len(stops) == TIMES:
                result[f"space after {name}"] = [seconds_until_small(server)]
    say(f"  {server.name:8} {name:50} " + ", ".join(f"{x:.1f}" for x in stops) + " ms")
    if not server.in_memory:
        say(f"  {server.name:8} space given back after {name:28}"
            f" {result[f'space after {name}'][0]:.1f} s")


def measure(result, problems, say, actions=ACTIONS):
    try:
        noise(result)
        steady(result)
        for key in result:
            if key.startswith(("send", "log", "slowest")):
                say(f"  {key:40} " + ", ".join(f"{x:.2f}" for x in result[key]))
    except Exception as problem:
        problems.append(f"steady load: {problem}")
    for name in actions:
        for server in stores("--test-mode"):
            try:
                measure_action(server, name, result, say)
            except Exception as problem:
                problems.append(f"{name} of a million messages, {server.name}: {problem}")
                say(f"  {server.name:8} {name:50} failed: {problem}")
