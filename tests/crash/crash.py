"""Kills the server at random moments and compares what it comes back with to its clients' own record.

    tests/crash/run [--kills N] [--seed S]

Every round: clients work over their own connections; when a random number of requests has begun, the
server gets SIGKILL; SQLite's integrity_check runs over a copy of the files; the server is started again
(sometimes killed once more while it starts); every party verifies. A seed gives each worker the same
sequence of choices and the same moments, counted in requests; the threads' timing is the machine's.
"""

import argparse
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import traceback

from control import Control
from fifo import Fifo
from ground import GONE, Client, Clock, Violation, expect
from moves import Moves
from server import Server
from standard import Standard

KILLS = {"short": 10, "full": 40, "long": 200}
ALL_DEADLINES_MS = 901_000


class Round:
    """One life of the server, ended by a kill."""

    def __init__(self, server, parties, rng):
        self.server, self.rng = server, rng
        self.left = rng.randint(20, 600)  # requests until the kill
        self.lock = threading.Lock()
        self.kill_now = threading.Event()
        self.requests = 0
        self.problems = []
        self.threads = [
            threading.Thread(target=self.work, args=(party, number, random.Random(rng.random())))
            for party in parties for number in range(party.workers)]

    def work(self, party, number, rng):
        client = CountingClient(self.server.port, self)
        try:
            party.work(client, rng, number)
        except GONE:
            pass
        except Exception:  # a violation, an error of the service, a mistake of the test
            self.problems.append(traceback.format_exc())
            self.kill_now.set()
        finally:
            client.close()

    def count(self):
        with self.lock:
            self.requests += 1
            if self.requests == self.left:
                self.kill_now.set()

    def run(self):
        for thread in self.threads:
            thread.start()
        expect(self.kill_now.wait(120), "the clients stopped working")
        self.server.kill()
        for thread in self.threads:
            thread.join()
        expect(not self.problems, "\n".join(self.problems))


class CountingClient(Client):
    def __init__(self, port, life):
        super().__init__(port)
        self.life = life

    def call(self, action, **parameters):
        self.life.count()
        return super().call(action, **parameters)


def check_integrity(db, folder):
    """On a copy, so that the server itself recovers from the log."""
    copy = pathlib.Path(folder) / "copy"
    for suffix in ("", "-wal"):
        if os.path.exists(db + suffix):
            shutil.copyfile(db + suffix, f"{copy}{suffix}")
    with sqlite3.connect(copy) as file:
        answer = file.execute("PRAGMA integrity_check").fetchall()
    file.close()
    expect(answer == [("ok",)], "integrity_check says", answer)
    for path in pathlib.Path(folder).glob("copy*"):
        path.unlink()


def kill_while_starting(server, rng):
    """Recovery may be interrupted too."""
    process = subprocess.Popen([server.binary, "--port", "0", *server.options],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(rng.uniform(0, 0.15))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Run:
    def __init__(self, folder, seed):
        self.folder, self.rng = folder, random.Random(seed)
        self.db = os.path.join(folder, "q.db")
        self.clock = Clock()
        self.parties = [party(self.clock) for party in (Standard, Fifo, Moves, Control)]
        durability = self.rng.choice(["normal", "normal", "full"])
        self.requests = 0
        self.server = Server("--durability", durability, db=self.db)
        for party in self.parties:
            party.set_up(self.server)

    def round(self):
        life = Round(self.server, self.parties, self.rng)
        life.run()
        self.requests += life.requests
        check_integrity(self.db, self.folder)
        if self.rng.random() < 0.3:
            kill_while_starting(self.server, self.rng)
        self.server.start()
        self.clock.verify(self.server)
        for party in self.parties:
            party.verify(self.server)
        self.clock.advance(self.server, ALL_DEADLINES_MS)
        for party in self.parties:
            party.verify_later(self.server)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int,
                        default=KILLS[os.environ.get("ROPELINE_TEST_LEVEL", "short")])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.kills} kills", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        run = Run(folder, options.seed)
        for kill in range(1, options.kills + 1):
            try:
                run.round()
            except Exception as error:
                kept = tempfile.mkdtemp(prefix="ropeline-crash-")
                shutil.copytree(folder, kept, dirs_exist_ok=True)
                run.server.kill()
                print(f"kill {kill} of seed {options.seed}: {error}\nthe files are in {kept}")
                if not isinstance(error, Violation):
                    traceback.print_exc(file=sys.stdout)
                print(f"{kill - 1} passed, 1 failed")
                return 1
            print(f"kill {kill}: {run.requests} requests so far", flush=True)
        run.server.stop()
        print(f"{options.kills} kills survived, {run.requests} requests recorded")
    print(f"{options.kills} passed, 0 failed")
    return 0


sys.exit(main())
