"""`ropeline backup`: a copy of the file, also while the server works on it."""

import os
import pathlib
import signal
import sqlite3
import subprocess
import tempfile
import threading
import unittest

from raw import BINARY, TIMEOUT, Server, clean_environment


class Backup(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.file, self.copy = self.folder / "q.db", self.folder / "copy.db"

    def start(self, path):
        server = Server("--db", str(path))
        self.addCleanup(server.stop)
        return server

    def backup(self, *arguments, **environment):
        return subprocess.run([BINARY, "backup", *map(str, arguments)], capture_output=True, text=True,
                              timeout=TIMEOUT, env=clean_environment(**environment))

    def copied(self, **environment):
        done = self.backup("--db", self.file, "--to", self.copy, **environment)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual([path.name for path in self.folder.glob("copy*")], ["copy.db"])

    def refused(self, code, reason, *arguments):
        done = self.backup(*arguments)
        self.assertEqual((done.returncode, done.stdout), (code, ""))
        self.assertRegex(done.stderr, f"^ropeline: .*(?:{reason}).*\n$")

    def fill(self, server, count):
        with server.connect() as client:
            client.call("CreateQueue", QueueName="q")
            for i in range(count):
                reply = client.call("SendMessage", QueueUrl="q", MessageBody=str(i))
                self.assertEqual(reply.status, 200)

    def bodies(self, client):
        found = []
        while messages := client.call("ReceiveMessage", QueueUrl="q", MaxNumberOfMessages=10,
                                      VisibilityTimeout=600).json().get("Messages", []):
            found += [int(message["Body"]) for message in messages]
        return found

    def test_under_load(self):
        """The copy is the queue at one moment: no message is missing before the last."""
        server, sent, stop = self.start(self.file), [0], threading.Event()
        self.fill(server, 1)

        def load():
            with server.connect() as client:
                while not stop.is_set():
                    body = str(sent[0] + 1)
                    client.call("SendMessage", QueueUrl="q", MessageBody=body)
                    sent[0] += 1

        thread = threading.Thread(target=load)
        thread.start()
        try:
            while sent[0] < 200:
                stop.wait(0.01)
            before = sent[0]
            self.copied()
            after = sent[0]
        finally:
            stop.set()
            thread.join()
        with self.start(self.copy).connect() as client:
            counted = client.call("GetQueueAttributes", QueueUrl="q", AttributeNames=["All"]) \
                .json()["Attributes"]["ApproximateNumberOfMessages"]
            bodies = self.bodies(client)
            self.assertEqual(bodies, list(range(len(bodies))))
            self.assertEqual(int(counted), len(bodies))
            self.assertGreater(len(bodies), before)
            self.assertLessEqual(len(bodies), after + 2)
        with server.connect() as client:
            self.assertEqual(self.bodies(client), list(range(sent[0] + 1)))

    def test_after_a_crash(self):
        """What is only in the log is copied too."""
        server = Server("--db", str(self.file))
        self.fill(server, 20)
        server.signal(signal.SIGKILL)
        server.wait()
        self.copied()
        for path in (self.copy, self.file):
            with self.start(path).connect() as client:
                self.assertEqual(self.bodies(client), list(range(20)))

    def test_file_from_the_environment(self):
        server = Server("--db", str(self.file))
        self.fill(server, 1)
        server.stop()
        done = self.backup(f"--to={self.copy}", ROPELINE_DB=str(self.file))
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_nothing_is_replaced(self):
        Server("--db", str(self.file)).stop()
        self.copy.write_text("precious")
        self.refused(1, "File exists", "--db", self.file, "--to", self.copy)
        self.assertEqual(self.copy.read_text(), "precious")

    def test_two_at_once(self):
        """Neither disturbs the other: one copy gets the name, whole."""
        server = Server("--db", str(self.file))
        self.fill(server, 200)
        server.stop()
        other = self.folder / "copy.db.part"
        other.write_text("somebody else's")
        both = [subprocess.Popen([BINARY, "backup", "--db", self.file, "--to", self.copy], text=True,
                                 stderr=subprocess.PIPE, env=clean_environment()) for _ in range(2)]
        errors = sorted(process.communicate(timeout=TIMEOUT)[1] for process in both)
        self.assertEqual(errors, ["", f"ropeline: cannot make {self.copy}: File exists\n"])
        self.assertEqual(sorted(process.returncode for process in both), [0, 1])
        self.assertEqual(sorted(self.folder.glob("copy*")), [self.copy, other])
        self.assertEqual(other.read_text(), "somebody else's")
        with self.start(self.copy).connect() as client:
            self.assertEqual(self.bodies(client), list(range(200)))

    def test_rights_are_those_of_new_files(self):
        Server("--db", str(self.file)).stop()
        before = os.umask(0o027)
        try:
            self.copied()
        finally:
            os.umask(before)
        self.assertEqual(self.copy.stat().st_mode & 0o777, 0o640)

    def test_what_is_no_store(self):
        missing, other, text = (self.folder / name for name in ("missing", "other", "text"))
        with sqlite3.connect(other) as file:
            file.execute("CREATE TABLE t (a)")
        file.close()
        text.write_text("These are only words. " * 100)
        for path, reason in ((missing, "unable to open"), (other, "not one of Ropeline"),
                             (text, "not a database")):
            self.refused(1, reason, "--db", path, "--to", self.copy)
        self.assertFalse(missing.exists() or self.copy.exists())
        self.refused(1, "cannot", "--db", self.file, "--to", self.folder / "no" / "copy")

    def test_damage_is_noticed(self):
        server = Server("--db", str(self.file))
        self.fill(server, 200)
        server.stop()
        size = os.path.getsize(self.file)
        with self.file.open("r+b") as file:
            file.seek(size // 2)
            file.write(b"\xff" * 5000)
        self.refused(1, "is damaged; there is no copy|malformed", "--db", self.file, "--to", self.copy)
        self.assertFalse(self.copy.exists())

    def test_usage(self):
        for arguments in ((), ("--db", "x"), ("--to", "x"), ("--db", "x", "--to"), ("x",)):
            self.refused(2, "usage: ropeline backup --db FILE --to FILE", *arguments)
