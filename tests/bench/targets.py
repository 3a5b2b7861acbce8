"""What Ropeline wants to reach, and whether a run has: computed from its figures."""

from statistics import median

from flat import CROWDS
from pauses import ACTIONS

CEILING, OURS, FILE, FULL = "no-op", "ropeline", "ropeline --db", "ropeline --db full"


class Target:
    """A figure that must be at least (or below) `need`; `aim` is what we would like."""

    def __init__(self, text, value, need, aim=None, below=False, unit="x"):
        self.text, self.value, self.need, self.aim = text, value, need, aim
        self.below, self.unit = below, unit

    def reaches(self, bound):
        return self.value < bound if self.below else self.value >= bound

    def verdict(self):
        if self.value is None:
            return "not measured"
        if not self.reaches(self.need):
            return "**not met**"
        return "met" if self.aim is None else \
            "met, and the aim" if self.reaches(self.aim) else "met, not the aim"

    def wanted(self):
        word = "under" if self.below else "at least"
        aim = "" if self.aim is None else f", aim {self.aim:g}"
        return f"{word} {self.need:g} {self.unit}{aim}"

    def row(self):
        value = "-" if self.value is None else f"{self.value:.3g} {self.unit}"
        if self.value is not None and self.value >= 1000:
            value = f"{self.value:,.0f} {self.unit}"
        return f"| {self.text} | {self.wanted()} | {value} | {self.verdict()} |"


class Figures:
    """Of a run: the comparison's {case: {server: figures}}, names of the servers that keep all in
    memory, and the figures of Ropeline alone."""

    def __init__(self, comparison, in_memory, own):
        self.comparison, self.own = comparison, own
        self.peers = set(in_memory) - {CEILING, OURS}

    def rate(self, case, name):
        values = self.comparison.get(case, {}).get(name)
        return median(values) if values else None

    def fastest_peer(self, case):
        rates = [self.rate(case, name) for name in self.comparison.get(case, {})
                 if name in self.peers]
        return max(rates, default=None)

    def over(self, a, b):
        return None if a is None or not b else a / b

    def to_peer(self, case, name=OURS):
        return self.over(self.rate(case, name), self.fastest_peer(case))

    def to(self, case, name, other):
        return self.over(self.rate(case, name), self.rate(case, other))

    def single(self, key):
        return median(self.own[key]) if self.own.get(key) else None

    def largest(self, key):
        return max(self.own[key]) if self.own.get(key) else None


def of_rates(f):
    peer = "the fastest peer"
    yield Target(f"send, 16 connections: of {peer}", f.to_peer("send"), 4, 6)
    yield Target("send, 16 connections: of the ceiling", f.to("send", OURS, CEILING), 0.55, 0.7)
    yield Target(f"send, receive, delete: of {peer}", f.to_peer("cycle"), 3, 4)
    yield Target(f"batches of 10: of {peer}", f.to_peer("batch"), 3)
    yield Target(f"receives of 10: of {peer}", f.to_peer("receive10"), 3)
    yield Target(f"FIFO, 100 groups: of {peer}", f.to_peer("fifo100"), 3)
    yield Target(f"FIFO, 1 group: of {peer}", f.to_peer("fifo1"), 3)
    yield Target("file: send, 16 connections: of the fastest peer in memory",
                 f.to_peer("send", FILE), 1.5, 2)
    yield Target("file: send, 16 connections: of ElasticMQ on H2",
                 f.to("send", FILE, "elasticmq h2"), 20)
    yield Target("file: send, 64 connections: of the ceiling",
                 f.to("send64", FILE, CEILING), 0.35, 0.5)
    yield Target("file, durability full: send, 64 connections: of normal",
                 f.to("send64", FULL, FILE), 0.5)
    yield Target("p50 of a send, 1 connection: of the ceiling's",
                 f.to("single", OURS, CEILING), 1.3, below=True)
    yield Target("file: p50 of a send, 1 connection: of the ceiling's",
                 f.to("single", FILE, CEILING), 2, below=True)


def of_a_file(f):
    yield Target("file: p99 of a send, 16 connections", f.single("send p99"), 2, below=True,
                 unit="ms")
    yield Target("file: slowest send, checkpoints included", f.single("send max"), 15, below=True,
                 unit="ms")
    yield Target("file: largest write-ahead log", f.largest("log MiB"), 64, below=True, unit="MiB")


def of_crowds(f):
    for name, (text, *_) in CROWDS.items():
        for store in ("memory", "file"):
            yield Target(f"{store}: rate with {text}", f.single(f"flat {name}, {store}"), 0.8)
    for store in ("memory", "file"):
        yield Target(f"{store}: a long poll behind a locked group waits, is answered when it is"
                     " free, after", f.single(f"locked poll, {store}"), 100, below=True,
                     unit="ms")


def of_pauses(f):
    for name in ACTIONS:
        for store in ("memory", "file"):
            yield Target(f"{store}: longest stop, {name} of 1,000,000 messages",
                         f.single(f"{name}, {store}"), 15, below=True, unit="ms")
        yield Target(f"file gives back its space after {name}", f.single(f"space after {name}"),
                     60, below=True, unit="s")


def of_polls(f):
    for store in ("memory", "file"):
        yield Target(f"{store}: a parked long poll takes", f.single(f"poll KiB, {store}"), 11,
                     below=True, unit="KiB")
        yield Target(f"{store}: 10,000 parked long polls take of a core",
                     f.single(f"poll CPU, {store}"), 1, below=True, unit="%")
        yield Target(f"{store}: from a send to the waiter's reply, p50",
                     f.single(f"wake p50, {store}"), 0.2, below=True, unit="ms")
        yield Target(f"{store}: from a send to the waiter's reply, p99",
                     f.single(f"wake p99, {store}"), 1, below=True, unit="ms")


def of_starts(f):
    for what in ("memory", "empty file", "1,000,000 messages"):
        yield Target(f"start to first answer, {what}", f.single(f"start, {what}"), 10, below=True,
                     unit="ms")
    for store in ("memory", "file"):
        yield Target(f"{store}: idle memory", f.single(f"idle MiB, {store}"), 10, below=True,
                     unit="MiB")
    yield Target("file: memory with 100,000 messages of 1 KiB", f.single("filled MiB"), 40,
                 below=True, unit="MiB")
    yield Target("the program, stripped", f.single("binary MiB"), 2, below=True, unit="MiB")


def all_targets(figures):
    for part in (of_rates, of_a_file, of_crowds, of_pauses, of_polls, of_starts):
        yield from part(figures)
