"""Starting and stopping: options, ports, files, signals."""

import json
import os
import pathlib
import resource
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from raw import BINARY, STOP_SECONDS, TIMEOUT, Server, clean_environment, json_request

PARKED = 50


def run(*arguments, **environment):
    return subprocess.run([BINARY, *arguments], env=clean_environment(**environment), text=True,
                          capture_output=True, timeout=TIMEOUT)


class ProcessTest(unittest.TestCase):
    def start(self, *arguments, **named):
        server = Server(*arguments, **named)
        self.addCleanup(server.stop)
        return server

    def refused(self, code, *arguments, **environment):
        result = run(*arguments, **environment)
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        self.assertTrue(result.stderr.startswith("ropeline: "), result.stderr)
        return result.stderr

    def folder(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return pathlib.Path(folder.name)


class Options(ProcessTest):
    def test_help_and_version(self):
        result = run("--help")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("--durability normal|full", result.stdout)
        self.assertRegex(run("--version").stdout, r"^ropeline \d+\.\d+\.\d+\n$")

    def test_bad_ones(self):
        for arguments in (["--nonsense"], ["--port", "x"], ["--config", "x"], ["serve"], ["--db"]):
            self.refused(2, *arguments)
        self.assertIn("normal|full", self.refused(2, ROPELINE_DURABILITY="never"))

    def test_environment(self):
        server = Server(host=None, env=clean_environment(ROPELINE_HOST="127.0.0.1",
                                                         ROPELINE_LOG_LEVEL="debug"))
        self.addCleanup(server.stop)
        self.assertEqual([host for host, _ in server.addresses()], ["127.0.0.1"])

    def test_account_and_region(self):
        server = self.start("--account", "123456789012", "--region", "eu-west-1")
        with server.connect() as client:
            url = client.call("CreateQueue", QueueName="q").json()["QueueUrl"]
            self.assertTrue(url.endswith("/123456789012/q"), url)
            reply = client.call("GetQueueAttributes", QueueUrl=url, AttributeNames=["QueueArn"])
            self.assertEqual(reply.json()["Attributes"]["QueueArn"],
                             "arn:aws:sqs:eu-west-1:123456789012:q")


class Log(ProcessTest):
    def test_first_and_last_line(self):
        server = self.start()
        self.assertIn("in memory", server.log[0])
        self.assertTrue(server.log[-1].endswith("Ready."))
        path = str(self.folder() / "q.db")
        self.assertIn(path, self.start("--db", path).log[0])

    def said_at_start(self, *options, host="127.0.0.1"):
        """What the log says beside the store, the addresses and the end, without its times."""
        log = self.start(*options, host=host, test_mode=False).log
        lines = [line.split(" ", 1)[1] for line in log[1:-1]]
        return [line for line in lines if not line.startswith("info listening on ")]

    def test_who_may_call_and_what(self):
        unsafe = "signatures are not verified"
        lab = "clock, faults, reset, import, snapshots (--test-mode)"
        verify = ["--auth", "verify", "--access-keys", str(self.folder() / "keys")]
        pathlib.Path(verify[-1]).write_text("A secret-a\nB secret-b\n")
        verified = "info signatures are verified, access keys: 2 (--auth verify)"
        policies = "info policies decide who may do what (--policies enforce)"
        self.assertEqual(self.said_at_start(), [])
        self.assertEqual(self.said_at_start("--test-mode"), [f"info the laboratory is open: {lab}"])
        self.assertEqual(self.said_at_start("--policies", "enforce", *verify), [verified, policies])
        self.assertEqual(self.said_at_start("--policies", "enforce"),
                         [f"{policies}; callers are who they say they are, since {unsafe}"])
        self.assertEqual(self.said_at_start("--test-mode", *verify, host="*"),
                         [verified, f"info the laboratory is open: {lab}"])
        self.assertEqual(self.said_at_start("--test-mode", host="*"), [
            f"warn anybody who reaches these addresses may use the queues: {unsafe} (--auth verify)",
            f"warn the laboratory is open to anybody who reaches these addresses: {lab}"])

    def test_json(self):
        process = subprocess.Popen([BINARY, "--host", "127.0.0.1", "--port", "0", "--log-format",
                                    "json"], env=clean_environment(), text=True,
                                   stderr=subprocess.PIPE)
        self.addCleanup(process.stderr.close)
        lines = []
        while not lines or lines[-1]["message"] != "Ready.":
            lines.append(json.loads(process.stderr.readline()))
        process.send_signal(signal.SIGTERM)
        lines += [json.loads(line) for line in process.stderr]
        self.assertEqual(process.wait(TIMEOUT), 0)
        self.assertEqual({line["level"] for line in lines}, {"info"})
        self.assertEqual(lines[-1]["message"], "stopped")

    def test_requests_at_debug(self):
        server = Server("--log-level", "debug")
        with server.connect() as client:
            reply = client.call("CreateQueue", QueueName="q")
            client.call("SendMessage", QueueUrl="q", MessageBody="the secret")
            client.call("SendMessage", QueueUrl="none", MessageBody="the secret")
        server.stop()
        lines = [line for line in server.log if " request " in line]
        self.assertIn(reply["x-amzn-requestid"], lines[0])
        self.assertIn("action=SendMessage queue=q code=OK status=200 ms=", lines[1])
        self.assertIn("queue=none code=QueueDoesNotExist status=400", lines[2])
        self.assertNotIn("secret", "\n".join(server.log))


class Ports(ProcessTest):
    def test_one_port_for_both_loopbacks(self):
        server = self.start(host=None)
        hosts = [host for host, _ in server.addresses()]
        self.assertIn(hosts, (["127.0.0.1", "[::1]"], ["127.0.0.1"]))
        self.assertEqual(len({port for _, port in server.addresses()}), 1)
        for host in hosts:
            with server.connect(host.strip("[]")) as client:
                self.assertEqual(client.get("/health").status, 200)

    def test_several(self):
        server = self.start("--host", "127.0.0.2", "--port", "0")
        self.assertEqual([host for host, _ in server.addresses()], ["127.0.0.1", "127.0.0.2"] * 2)

    def test_everything(self):
        server = self.start(host="*")
        self.assertIn("0.0.0.0", [host for host, _ in server.addresses()])

    def test_name(self):
        server = self.start(host="localhost")
        self.assertIn("127.0.0.1", [host for host, _ in server.addresses()])

    def test_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            said = self.refused(1, "--host", "127.0.0.1", "--port", port)
            self.assertIn(f"127.0.0.1:{port}: Address already in use", said)
            self.refused(1, "--port", port)

    def test_by_another_server(self):
        self.refused(1, "--host", "127.0.0.1", "--port", str(self.start().port))

    def test_address_of_another_machine(self):
        self.assertIn("192.0.2.1", self.refused(1, "--host", "192.0.2.1", "--port", "0"))
        self.refused(1, "--host", "127.0.0.1", "--host", "192.0.2.1", "--port", "0")

    def test_no_such_name(self):
        self.assertIn("nowhere.invalid", self.refused(1, "--host", "nowhere.invalid"))


class Files(ProcessTest):
    def test_second_server_is_refused(self):
        path = str(self.folder() / "q.db")
        first = self.start("--db", path)
        self.assertIn("q.db", self.refused(1, "--db", path, "--port", "0"))
        with first.connect() as client:
            self.assertEqual(client.call("CreateQueue", QueueName="q").status, 200)

    def test_released_by_kill(self):
        path = str(self.folder() / "q.db")
        first = Server("--db", path)
        with first.connect() as client:
            client.call("CreateQueue", QueueName="q")
            client.call("SendMessage", QueueUrl="q", MessageBody="kept")
        first.signal(signal.SIGKILL)
        first.wait()
        with self.start("--db", path).connect() as client:
            messages = client.call("ReceiveMessage", QueueUrl="q").json()["Messages"]
            self.assertEqual(messages[0]["Body"], "kept")

    def test_unusable(self):
        folder = self.folder()
        self.refused(1, "--db", str(folder / "missing" / "q.db"))
        self.refused(1, "--db", str(folder))
        (folder / "text").write_text("This is not a database, only some words in a file.\n" * 50)
        self.refused(1, "--db", str(folder / "text"))
        self.refused(1, "--db", "/proc/q.db")  # where not even root may write


class Stop(ProcessTest):
    def stopped_by(self, number, *options):
        server = Server(*options)
        idle, half = server.connect(), server.connect()
        half.send("POST / HTTP/1.1\r\nContent-Le")
        with server.connect() as client:
            client.call("CreateQueue", QueueName="q")
            parked = [server.connect() for _ in range(PARKED)]
            for each in parked:
                each.send(json_request("ReceiveMessage", QueueUrl="q", WaitTimeSeconds=20))
            self.assertEqual(client.get("/health").status, 200)
            begun = time.monotonic()
            server.signal(number)
            replies = [each.reply() for each in parked]
            answered = time.monotonic() - begun
            code = server.wait()
            ended = time.monotonic() - begun
        for reply in replies:
            self.assertEqual((reply.status, reply.json()), (200, {}))
            self.assertEqual(reply["connection"], "close")
        for each in (idle, half, *parked):
            self.assertTrue(each.closed())
            each.close()
        self.assertEqual(code, 0, "\n".join(server.log))
        self.assertLess(answered, 1)
        self.assertLess(ended, STOP_SECONDS)
        self.assertTrue(server.log[-1].endswith("stopped"), server.log[-1])

    def test_sigterm(self):
        self.stopped_by(signal.SIGTERM)

    def test_sigint(self):
        self.stopped_by(signal.SIGINT)

    def test_with_a_file(self):
        self.stopped_by(signal.SIGTERM, "--db", str(self.folder() / "q.db"))

    def test_twice(self):
        server = Server()
        server.signal()
        server.signal()
        self.assertEqual(server.wait(), 0)

    def test_client_that_does_not_read(self):
        """A reply that nobody takes does not hold the stop up."""
        server = Server()
        stubborn = server.connect()
        stubborn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        with server.connect() as client:
            client.call("CreateQueue", QueueName="q")
            for _ in range(10):
                client.call("SendMessage", QueueUrl="q", MessageBody="\u20ac" * 300_000)
            stubborn.send(b"".join(
                json_request("ReceiveMessage", QueueUrl="q", MaxNumberOfMessages=1)
                for _ in range(10)))
            self.assertEqual(client.get("/health").status, 200)
        begun = time.monotonic()
        server.signal()
        self.assertEqual(server.wait(), 0, "\n".join(server.log))
        self.assertLess(time.monotonic() - begun, STOP_SECONDS)
        stubborn.close()


class Healthcheck(ProcessTest):
    def test_well(self):
        server = self.start()
        port = str(server.port)
        for result in (run("healthcheck", "--host", "127.0.0.1", "--port", port),
                       run("healthcheck", "--host", "0.0.0.0", ROPELINE_PORT=port),
                       run("healthcheck", ROPELINE_ENDPOINT=f"http://127.0.0.1:{port}"),
                       run("healthcheck", ROPELINE_ENDPOINT=f"http://localhost:{port}/",
                           ROPELINE_PORT="1")):
            self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))

    def test_unwell(self):
        with socket.create_server(("127.0.0.1", 0)) as deaf:
            port = deaf.getsockname()[1]
        self.refused(1, "healthcheck", "--port", str(port))
        self.refused(1, "healthcheck", ROPELINE_ENDPOINT="ftp://x")


class Limits(ProcessTest):
    def test_connections_past_the_limit_of_files(self):
        """Idle clients make room for new ones, and the server does not spin."""
        def few():
            resource.setrlimit(resource.RLIMIT_NOFILE, (160, 160))

        server = self.start(preexec_fn=few)
        idle = [server.connect() for _ in range(300)]
        with server.connect() as client:
            self.assertEqual(client.get("/health").status, 200)
            used = self.cpu_seconds(server)
            self.assertEqual(client.call("CreateQueue", QueueName="q").status, 200)
            self.assertEqual(
                client.call("ReceiveMessage", QueueUrl="q", WaitTimeSeconds=1).json(), {})
            self.assertLess(self.cpu_seconds(server) - used, 0.5)
        gone = sum(each.closed() for each in idle[:100])
        self.assertEqual(gone, 100)
        for each in idle:
            each.close()

    def test_parked_clients_are_not_thrown_out(self):
        def few():
            resource.setrlimit(resource.RLIMIT_NOFILE, (160, 160))

        server = self.start(preexec_fn=few)
        with server.connect() as client:
            client.call("CreateQueue", QueueName="q")
        parked = [server.connect() for _ in range(80)]
        begun = time.monotonic()
        for each in parked:
            each.send(json_request("ReceiveMessage", QueueUrl="q", WaitTimeSeconds=20))
        crowd = [server.connect() for _ in range(100)]
        with server.connect() as client:
            for _ in parked:
                self.assertEqual(
                    client.call("SendMessage", QueueUrl="q", MessageBody="x").status, 200)
        for each in parked:
            self.assertEqual(len(each.reply().json()["Messages"]), 1)
        self.assertLess(time.monotonic() - begun, 10)
        for each in (*parked, *crowd):
            each.close()

    @staticmethod
    def cpu_seconds(server):
        fields = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")")[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
