"""Long polls: what parked ones cost, and how soon a send wakes one."""

import time

from flat import parked
from load import load as run
from server import stores

POLLS = 10_000
QUIET_SECONDS = 3


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
        answer = run(server, "-c", "wake", "-q", "wake", "-N", 120, "-t", 20)
    result[f"wake p50, {server.name}"] = [answer["send_to_recv_p50_us"] / 1000]
    result[f"wake p99, {server.name}"] = [answer["send_to_recv_p99_us"] / 1000]


def measure(result, problems, say):
    for server in stores():
        for part in (measure_parked, measure_wake):
            try:
                part(server, result)
            except Exception as problem:
                problems.append(f"long polls, {server.name}: {problem}")
    for name in sorted(result):
        if name.startswith(("poll", "wake")):
            say(f"  {name:20} {result[name][0]:.3f}")
