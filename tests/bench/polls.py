"""Long polls: what parked ones cost, and how soon a send wakes one."""

import time

from flat import parked
from load import load as run
from server import Ropeline, stores

POLLS = 10_000
QUIET_SECONDS = 3
# Between a wake-up and the next send, in microseconds, and how many of them are measured. After the
# long rest every cache is cold, for any server.
PACES = {"": (1000, 3000), " after 30 ms of rest": (30000, 200)}


def measure_parked(server, result):
    server.start()
    with server:
        before = server.memory_kib()
        parked(server)
        result[f"poll KiB, {server.name}"] = [(server.memory_kib() - before) / POLLS]
        began = server.cpu_seconds()
        time.sleep(QUIET_SECONDS)
        used = server.cpu_seconds() - began
        result[f"poll CPU, {server.name}"] = [100 * used / QUIET_SECONDS]
        server.parked.kill()
        server.parked.wait()


def measure_wake(server, result):
    server.start()
    with server:
        for pace, (rest_us, count) in PACES.items():
            answer = run(server, "-c", "wake", "-q", "wake", "-N", count, "-t", 30, "-e", rest_us)
            result[f"wake p50, {server.name}{pace}"] = [answer["send_to_recv_p50_us"] / 1000]
            result[f"wake p99, {server.name}{pace}"] = [answer["send_to_recv_p99_us"] / 1000]


def measure_floor(result):
    """A request to the no-op server at the same paces."""
    server = Ropeline("no-op", "--bench-noop")
    server.start()
    with server:
        for pace, (rest_us, count) in PACES.items():
            send = run(server, "-c", "send", "-n", 1, "-q", "wake", "-N", count, "-t", 30,
                       "-e", rest_us)["ops"]["SendMessage"]
            result[f"request p50, no-op{pace}"] = [send["p50_us"] / 1000]
            result[f"request p99, no-op{pace}"] = [send["p99_us"] / 1000]


def measure(result, problems, say):
    measure_floor(result)
    for server in stores():
        for part in (measure_parked, measure_wake):
            try:
                part(server, result)
            except Exception as problem:
                problems.append(f"long polls, {server.name}: {problem}")
    for name in sorted(result):
        if name.startswith(("poll", "wake", "request")):
            say(f"  {name:40} {result[name][0]:.3f}")
