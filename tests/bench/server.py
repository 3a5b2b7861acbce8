"""A server under measurement: starting, asking, stopping; and Ropeline itself."""

import json
import os
import resource
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "build" / "bench"
BINARY = ROOT / "build" / "release" / "ropeline"
SERVER_CORE, CLIENT_CORE = 0, 1
START_SECONDS = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(command, **options):
    return subprocess.run(command, check=True, text=True, capture_output=True, timeout=900,
                          stdin=subprocess.DEVNULL, **options).stdout


def many_files():
    """In a child: as many open connections as the system allows."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Server:
    """`version` is known after install(). A heavy one is started once per round, all others are
    fresh for every case; each is warmed up, those longer that compile while they run."""

    name = ""
    version = ""
    heavy = False
    warm_seconds = 1
    in_memory = True
    query = False  # speaks only the Query protocol

    def install(self):
        """Makes it runnable; raises when it cannot be had."""

    def command(self, port, folder):
        raise NotImplementedError

    def environment(self):
        return {}

    def start(self, folder=None):
        self.port = free_port()
        self.kept = folder is not None
        self.folder = folder or tempfile.mkdtemp(prefix="bench-")
        self.process = subprocess.Popen(
            ["taskset", "-c", str(SERVER_CORE), *self.command(self.port, self.folder)],
            cwd=self.folder, env={**os.environ, **self.environment()}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            preexec_fn=many_files)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.answers():
                return
            time.sleep(0.02)
        self.stop()
        raise RuntimeError(f"{self.name} did not start")

    def answers(self):
        """A refusal is an answer too: some speak only the JSON protocol."""
        try:
            self.ask("Action=ListQueues", timeout=5)
        except urllib.error.HTTPError as refusal:
            return refusal.code < 500
        except OSError:
            return False
        return True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        try:
            os.killpg(self.process.pid, 9)
        except ProcessLookupError:
            pass
        self.process.wait()
        if not self.kept:
            shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, form, timeout=30):
        """A request of the Query protocol; the text of the answer."""
        return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", form.encode(),
                                      timeout=timeout).read().decode()

    def call(self, action, timeout=120, **members):
        """A request of the JSON protocol; the answer."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/", json.dumps(members).encode(),
            {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"AmazonSQS.{action}"})
        text = urllib.request.urlopen(request, timeout=timeout).read()
        return json.loads(text) if text else {}

    def url(self, queue):
        return f"http://127.0.0.1:{self.port}/000000000000/{queue}"

    def memory_kib(self):
        """Resident memory."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        return 0

    def cpu_seconds(self):
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


class Ropeline(Server):
    def __init__(self, name, *options, db=False):
        self.name, self.options, self.in_memory = name, options, not db

    def install(self):
        self.version = run([BINARY, "--version"]).split()[-1]

    def command(self, port, folder):
        store = ["--max-memory", "0"] if self.in_memory else ["--db", f"{folder}/queues.db"]
        return [str(BINARY), "--host", "127.0.0.1", "--port", str(port), "--log-level", "warn",
                *store, *self.options]

    def advance(self, ms):
        """Moves the clock; needs --test-mode."""
        urllib.request.urlopen(urllib.request.Request(
            f"http://127.0.0.1:{self.port}/_ropeline/clock",
            json.dumps({"advance_ms": ms}).encode(), {"X-Ropeline": "1"}), timeout=30).read()


def stores(*options):
    """Ours, with each of its stores."""
    return [Ropeline("memory", *options), Ropeline("file", *options, db=True)]
