"""The servers that the benchmark compares: how each is had by name, started and stopped."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "build" / "bench"
START_SECONDS = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(command, **options):
    return subprocess.run(command, check=True, text=True, capture_output=True, timeout=550,
                          stdin=subprocess.DEVNULL, **options).stdout


class Peer:
    """A server under measurement. `version` is known after install()."""

    name = ""
    persistent = False
    version = ""

    def install(self):
        """Makes it runnable; raises when it cannot be had."""

    def command(self, port, folder):
        raise NotImplementedError

    def environment(self):
        return {}

    def start(self, core):
        self.port = free_port()
        self.folder = tempfile.mkdtemp(prefix="bench-")
        self.process = subprocess.Popen(
            ["taskset", "-c", str(core), *self.command(self.port, self.folder)],
            cwd=self.folder, env={**os.environ, **self.environment()}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                self.wait_ready()
                return
            except OSError:
                time.sleep(0.02)
        self.stop()
        raise RuntimeError(f"{self.name} did not start")

    def wait_ready(self):
        """Some listen before they can answer."""

    def stop(self):
        try:
            os.killpg(self.process.pid, 9)
        except ProcessLookupError:
            pass
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def memory_mib(self):
        """Resident memory of the started process."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0


class Ropeline(Peer):
    def __init__(self, name, *options, db=False):
        self.name, self.options, self.persistent = name, options, db

    def install(self):
        binary = ROOT / "build" / "release" / "ropeline"
        self.version = run([binary, "--version"]).split()[-1]

    def command(self, port, folder):
        db = ["--db", f"{folder}/queues.db"] if self.persistent else ["--max-memory", "0"]
        return [str(ROOT / "build/release/ropeline"), "--host", "127.0.0.1", "--port", str(port),
                "--log-level", "warn", *db, *self.options]


class Fauxqs(Peer):
    name = "fauxqs"
    WANTED = "2.4.1"

    def install(self):
        folder = CACHE / "fauxqs"
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "node_modules/fauxqs/dist/cli.js").exists():
            run(["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder),
                 f"fauxqs@{self.WANTED}"])
        self.version = self.WANTED

    def command(self, port, folder):
        return ["node", str(CACHE / "fauxqs/node_modules/fauxqs/dist/cli.js")]

    def environment(self):
        return {"FAUXQS_PORT": str(self.port), "FAUXQS_LOGGER": "false", "NODE_ENV": "production"}


POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>bench</groupId><artifactId>bench</artifactId><version>1</version><dependencies><dependency>
<groupId>org.elasticmq</groupId><artifactId>elasticmq-server_2.13</artifactId>
<version>VERSION</version></dependency></dependencies></project>
"""

ELASTICMQ_CONF = """include classpath("application.conf")
node-address { host = localhost, port = PORT }
rest-sqs { enabled = true, bind-port = PORT, bind-hostname = "127.0.0.1" }
rest-stats { enabled = false }
messages-storage { enabled = STORED, uri = "jdbc:h2:FOLDER/elasticmq" }
"""


class ElasticMQ(Peer):
    WANTED = "1.6.11"

    def __init__(self, name, stored=False):
        self.name, self.persistent = name, stored

    def install(self):
        folder = CACHE / "elasticmq"
        folder.mkdir(parents=True, exist_ok=True)
        classpath = folder / "classpath"
        if not classpath.exists():
            (folder / "pom.xml").write_text(POM.replace("VERSION", self.WANTED))
            run(["mvn", "-q", "-f", str(folder / "pom.xml"), "dependency:build-classpath",
                 f"-Dmdep.outputFile={classpath}"])
        self.classpath = classpath.read_text().strip()
        self.version = self.WANTED

    def command(self, port, folder):
        text = ELASTICMQ_CONF.replace("PORT", str(port)).replace("FOLDER", folder)
        Path(folder, "elasticmq.conf").write_text(
            text.replace("STORED", "true" if self.persistent else "false"))
        return ["java", "-Xmx2g", f"-Dconfig.file={folder}/elasticmq.conf", "-cp", self.classpath,
                "org.elasticmq.server.Main"]

    def wait_ready(self):
        urllib.request.urlopen(
            f"http://127.0.0.1:{self.port}/?Action=ListQueues", timeout=5).read()


class Moto(Peer):
    name = "moto"
    WANTED = "5.1.16"

    def install(self):
        folder = CACHE / "moto"
        if not (folder / "bin/moto_server").exists():
            run(["python3", "-m", "venv", str(folder)])
            run([folder / "bin/pip", "install", "-q", f"moto[server,sqs]=={self.WANTED}"])
        self.version = self.WANTED

    def command(self, port, folder):
        return [str(CACHE / "moto/bin/moto_server"), "-H", "127.0.0.1", "-p", str(port)]


class Goaws(Peer):
    """A Go module; some module proxies do not serve it."""

    name = "goaws"
    MODULE, WANTED, MAIN = "github.com/Admiral-Piett/goaws", "latest", "app/cmd"

    def install(self):
        folder = CACHE / self.name
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "go.mod").exists():
            (folder / "go.mod").write_text("module bench\n\ngo 1.24\n")
        run(["go", "get", f"{self.MODULE}@{self.WANTED}"], cwd=folder)
        run(["go", "build", "-o", str(folder / self.name), f"{self.MODULE}/{self.MAIN}"],
            cwd=folder)
        self.version = run(["go", "list", "-m", self.MODULE], cwd=folder).split()[-1]

    def command(self, port, folder):
        Path(folder, "goaws.yaml").write_text(
            f"Local:\n  Host: localhost\n  Port: {port}\n  Region: us-east-1\n"
            "  AccountId: '000000000000'\n")
        return [str(CACHE / self.name / self.name), "-config", f"{folder}/goaws.yaml"]


class Sqslite(Goaws):
    name = "sqslite"
    MODULE, MAIN = "github.com/wcharczuk/sqslite", "."

    def command(self, port, folder):
        return [str(CACHE / self.name / self.name), "--bind-addr", f"127.0.0.1:{port}"]


def everyone():
    return [
        Ropeline("no-op", "--bench-noop"),
        Ropeline("ropeline"),
        Ropeline("ropeline --db", db=True),
        Ropeline("ropeline --db full", "--durability", "full", db=True),
        Goaws(), Sqslite(), Fauxqs(),
        ElasticMQ("elasticmq"), ElasticMQ("elasticmq h2", stored=True), Moto(),
    ]
