"""Disks that are full, limited or read-only: what clients are told, and what is there afterwards."""

import os
import pathlib
import resource
import subprocess
import tempfile
import unittest

from raw import Server, query_request

BODY = "x" * 20_000
MEGABYTE = 1 << 20


def mount(folder, *options):
    """A file system of its own; False where that is not allowed."""
    return subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", str(folder)],
                          stderr=subprocess.DEVNULL, check=False).returncode == 0


class DiskTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def mounted(self, *options):
        if not mount(self.folder, *options):
            return False
        self.addCleanup(lambda: subprocess.run(["umount", "-l", str(self.folder)], check=True))
        return True

    def start(self, folder=None):
        server = Server("--db", str((folder or self.folder) / "q.db"))
        self.addCleanup(server.stop)
        return server


class Full(DiskTest):
    def fill_up(self, client):
        """Sends until it is refused; the bodies that were acknowledged."""
        client.call("CreateQueue", QueueName="q")
        kept = []
        for i in range(2000):
            reply = client.call("SendMessage", QueueUrl="q", MessageBody=f"{i} {BODY}")
            if reply.status != 200:
                self.assert_internal_failure(reply)
                return kept
            kept.append(str(i))
        self.fail("the disk was never full")

    def assert_internal_failure(self, reply):
        self.assertEqual(reply.status, 500, reply.body)
        self.assertEqual(reply.json()["__type"].split("#")[1], "InternalFailure")

    def told_twice(self, server, client, give_space):
        kept = self.fill_up(client)
        again = client.ask(query_request("SendMessage", QueueUrl="q", MessageBody=BODY))
        self.assertEqual(again.status, 500)
        self.assertIn(b"<Type>Receiver</Type><Code>InternalError</Code>", again.body)
        counted = client.call("GetQueueAttributes", QueueUrl="q", AttributeNames=["All"])
        self.assertEqual(counted.json()["Attributes"]["ApproximateNumberOfMessages"], str(len(kept)))
        self.assertTrue(server.says("the store failed: "), server.log)
        give_space()
        after = client.call("SendMessage", QueueUrl="q", MessageBody="after " + BODY)
        self.assertEqual(after.status, 200, after.body)
        self.assertEqual(self.drain(client), [*kept, "after"])

    def drain(self, client):
        found = []
        while messages := client.call("ReceiveMessage", QueueUrl="q", MaxNumberOfMessages=10) \
                .json().get("Messages"):
            for message in messages:
                found.append(message["Body"].split()[0])
                done = client.call("DeleteMessage", QueueUrl="q",
                                   ReceiptHandle=message["ReceiptHandle"])
                self.assertEqual(done.status, 200, done.body)
        return found

    def test_limit_on_files(self):
        server = self.start()
        limit = 3 * MEGABYTE
        unlimited = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE,
                                     (limit, resource.RLIM_INFINITY))
        with server.connect() as client:
            self.told_twice(server, client, lambda: resource.prlimit(
                server.process.pid, resource.RLIMIT_FSIZE, unlimited))

    def test_no_space(self):
        """On a real file system where one may be mounted, else once more by the limit."""
        if not self.mounted("-o", "size=20m"):
            return self.test_limit_on_files()
        ballast = self.folder / "ballast"
        ballast.write_bytes(b"\0" * 14 * MEGABYTE)
        server = self.start()
        with server.connect() as client:
            self.told_twice(server, client, ballast.unlink)
        return None

    def test_no_space_to_start(self):
        if not self.mounted("-o", "size=16k"):
            os.chmod(self.folder, 0o500)
        with self.assertRaises(AssertionError) as refused:
            Server("--db", str(self.folder / "q.db"))
        self.assertRegex(str(refused.exception), r"cannot open \S+q\.db: ")


class ReadOnly(DiskTest):
    def test_file(self):
        Server("--db", str(self.folder / "q.db")).stop()
        content = (self.folder / "q.db").read_bytes()
        if self.mounted("-o", "size=8m"):
            (self.folder / "q.db").write_bytes(content)
            subprocess.run(["mount", "-o", "remount,ro", str(self.folder)], check=True)
        else:
            os.chmod(self.folder / "q.db", 0o400)
        with self.assertRaises(AssertionError) as refused:
            Server("--db", str(self.folder / "q.db"))
        self.assertRegex(str(refused.exception),
                         r"cannot open \S+q\.db: (Read-only file system|Permission denied)")
        self.assertEqual((self.folder / "q.db").read_bytes(), content)
