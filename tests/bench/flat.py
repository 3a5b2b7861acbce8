"""Flatness: the rate of cycles beside or behind a crowd, as a share of the rate of another server,
without a crowd, that is measured in turn with it."""

import json
import threading
import time

import load
from load import load as run
from server import stores

STANDARD = ["-c", "mixed", "-n", 16]
FIFO = [*STANDARD, "-g", 100]
PAIRS, SECONDS = 5, 1


def send(server, count, *options):
    run(server, "-c", "sendbatch", "-n", 16, "-q", "crowd", "-N", count, *options)


def visible(server):
    send(server, 1_000_000)


def in_flight(server):
    send(server, 100_000)
    run(server, "-c", "recv", "-n", 16, "-q", "crowd", "-N", 100_000, "-v", 43200, "-t", 60)


def locked(server):
    send(server, 100_000, "-g", 1, "-G", "locked")
    server.held = receive(server)


def groups(server):
    send(server, 100_000, "-g", 100_000, "-G", "crowd")


def queues(server):
    run(server, "-c", "create", "-n", 16, "-q", "many", "-Q", 10_000, "-t", 60)


def parked(server):
    server.parked = load.start(server, "-c", "park", "-q", "parked", "-Q", 100, "-L", 10_000,
                               "-t", 60)
    waiting = json.loads(server.parked.stdout.readline())["parked"]
    if waiting < 10_000:
        raise RuntimeError(f"only {waiting} long polls wait")


def large(server):
    run(server, "-c", "send", "-n", 4, "-q", "large", "-s", 1 << 20, "-N", 256)


# name: what it is, how it is made, the load, and the queue that it goes to
CROWDS = {
    "visible": ("1,000,000 messages visible", visible, STANDARD, "crowd"),
    "in flight": ("100,000 messages in flight", in_flight, STANDARD, "crowd"),
    "locked": ("100,000 messages behind one locked FIFO group", locked, FIFO, "crowd"),
    "groups": ("100,000 FIFO groups", groups, FIFO, "crowd"),
    "queues": ("10,000 queues", queues, STANDARD, "many-5000"),
    "parked": ("10,000 long polls parked elsewhere", parked, STANDARD, "crowd"),
    "large": ("256 messages of 1 MiB", large, STANDARD, "crowd"),
}


def receive(server, wait=0):
    return server.call("ReceiveMessage", QueueUrl=server.url("crowd.fifo"), WaitTimeSeconds=wait,
                       VisibilityTimeout=43200).get("Messages", [])


def locked_poll_ms(server):
    """A long poll behind the locked group waits, and is answered when the group is free: how long
    after the deletion that frees it."""
    answers = []

    def poll():
        answers.append((receive(server, 20), time.monotonic()))

    poller = threading.Thread(target=poll)
    poller.start()
    time.sleep(1)
    if answers:
        raise RuntimeError("the long poll behind a locked group did not wait")
    freed = time.monotonic()
    server.call("DeleteMessage", QueueUrl=server.url("crowd.fifo"),
                ReceiptHandle=server.held[0]["ReceiptHandle"])
    poller.join()
    if not answers[0][0]:
        raise RuntimeError("the long poll behind a locked group was not woken")
    return (answers[0][1] - freed) * 1000


def cycles(server, arguments, queue, seconds, name):
    """`name` keeps deduplication from seeing the messages of another run again."""
    return run(server, *arguments, "-q", queue, "-t", seconds, "-G", name)["cycles_s"]


def shares(server, empty, arguments, queue):
    found = []
    for number in range(-1, PAIRS):
        alone, crowded = (cycles(each, arguments, queue, SECONDS, f"{queue}{number}")
                          for each in (empty, server))
        if number >= 0:  # the first warms up
            found.append(crowded / alone)
    return found


def measure_crowd(server, empty, name, result):
    _, make, arguments, queue = CROWDS[name]
    server.start()
    empty.start()
    with server, empty:
        make(server)
        result[f"flat {name}, {server.name}"] = shares(server, empty, arguments, queue)
        if name == "locked":
            result[f"locked poll, {server.name}"] = [locked_poll_ms(server)]
        if name == "parked":
            server.parked.kill()
            server.parked.wait()


def measure(result, problems, say, crowds=CROWDS):
    for name in crowds:
        for server, empty in zip(stores(), stores()):
            try:
                measure_crowd(server, empty, name, result)
                each = ", ".join(f"{x:.2f}" for x in result[f"flat {name}, {server.name}"])
                say(f"  {server.name:8} {CROWDS[name][0]:50} {each}")
            except Exception as problem:
                problems.append(f"{CROWDS[name][0]}, {server.name}: {problem}")
                say(f"  {server.name:8} {CROWDS[name][0]:50} failed: {problem}")
