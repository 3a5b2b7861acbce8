"""All servers under the same cases, in several rounds whose order alternates."""

import time

from load import load

# name: title, arguments of the load generator, the figure; a second list fills the queue before.
CASES = {
    "send": ("SendMessage, 16 connections", ["-c", "send", "-n", 16], "sent_s"),
    "send64": ("SendMessage, 64 connections", ["-c", "send", "-n", 64], "sent_s"),
    "cycle": ("send, receive, delete, 16 connections", ["-c", "mixed", "-n", 16], "cycles_s"),
    "batch": ("messages sent in batches of 10", ["-c", "sendbatch", "-n", 16], "sent_s"),
    # Fewer messages than may be in flight.
    "receive10": ("messages received 10 at a time",
                  ["-c", "recv", "-n", 16, "-i", 300, "-N", 100_000], "recv_s"),
    "fifo100": ("FIFO cycles, 100 groups", ["-c", "mixed", "-g", 100, "-n", 16], "cycles_s"),
    "fifo1": ("FIFO cycles, 1 group", ["-c", "mixed", "-g", 1, "-n", 16], "cycles_s"),
    "single": ("SendMessage, 1 connection, p50 in us", ["-c", "send", "-n", 1], "p50"),
}
QUICK = ["send", "cycle"]
SLOWER_IS_HIGHER = {"single"}
# What the slowest peers, and those with one purpose in the targets, are asked.
ONLY = {
    "no-op": {"send", "send64", "single"},
    "ropeline --db full": {"send", "send64"},
    "elasticmq h2": {"send", "cycle"},
    "moto": {"send", "cycle"},
    "localstack": {"send", "cycle"},
}


def figure(answer, member):
    return answer["ops"]["SendMessage"]["p50_us"] if member == "p50" else answer[member]


def run_case(server, case, seconds):
    _, arguments, member = CASES[case]
    common = ["-q", f"bench-{case}", "-t", seconds]
    if case == "receive10":
        load(server, "-c", "sendbatch", "-n", 16, *common)
    return figure(load(server, *arguments, *common, timeout=6 * seconds + 20), member)


class Comparison:
    """figures: {case: {server: [figure of each round]}}."""

    def __init__(self, servers, cases, seconds, say, patient=True):
        self.servers, self.seconds, self.say, self.patient = servers, seconds, say, patient
        self.figures = {case: {} for case in cases}
        self.problems = {}
        self.rounds = 0

    def wanted(self, server):
        failed = {case for name, case in self.problems if name == server.name}
        asked = ONLY.get(server.name, self.figures)
        return [] if "start" in failed else [
            case for case in self.figures if case in asked and case not in failed]

    def note(self, server, case, problem):
        """What failed once is not tried again."""
        self.problems[server.name, case] = str(problem)
        self.say(f"  {server.name:20} {case:10} failed: {problem}")

    def measure(self, server, case):
        try:
            value = run_case(server, case, self.seconds)
        except Exception as problem:
            self.note(server, case, problem)
            return
        self.figures[case].setdefault(server.name, []).append(value)
        self.say(f"  {server.name:20} {case:10} {value:12,.1f}")

    def start(self, server):
        """Started and warmed up."""
        server.start()
        try:
            load(server, "-c", "mixed", "-n", 16, "-q", "warm-up",
                 "-t", server.warm_seconds if self.patient else 1)
        except Exception:
            server.stop()
            raise

    def round_of_heavy(self, server, cases):
        self.start(server)
        with server:
            for case in cases:
                self.measure(server, case)

    def round_of(self, server):
        cases = self.wanted(server)
        if server.heavy and cases:
            self.round_of_heavy(server, cases)
            return
        for case in cases:
            self.start(server)
            with server:
                self.measure(server, case)

    def run(self, rounds, until):
        """Ends early rather than start a round that would pass the moment `until`."""
        longest = 0
        for number in range(rounds):
            began = time.monotonic()
            if number > 0 and began + longest > until:
                self.say(f"no time for round {number + 1}")
                return
            self.say(f"round {number + 1} of {rounds}")
            for server in self.servers if number % 2 == 0 else reversed(self.servers):
                try:
                    self.round_of(server)
                except Exception as problem:
                    self.note(server, "start", problem)
            self.rounds += 1
            longest = max(longest, time.monotonic() - began)
