"""The other servers that the benchmark compares, and how each is had by name from its registry."""

import shutil
from pathlib import Path

from server import CACHE, Ropeline, Server, run


def folder_of(name):
    folder = CACHE / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


FAUXQS_MAIN = """import { startFauxqs } from "fauxqs";
await startFauxqs({ port: Number(process.argv[2]), logger: false });
"""


class Fauxqs(Server):
    """The newest needs SQLite of Node.js 22; this is the newest for older ones."""

    name = "fauxqs"
    warm_seconds = 4
    version = "1.9.2"

    def install(self):
        folder = folder_of(self.name)
        if int(run(["node", "--version"]).lstrip("v").split(".")[0]) >= 22:
            self.version = "2.4.1"
        package = folder / "node_modules/fauxqs/package.json"
        if not package.exists() or f'"{self.version}"' not in package.read_text():
            run(["npm", "install", "--no-audit", "--no-fund", "--prefix", folder,
                 f"fauxqs@{self.version}"])
        (folder / "main.mjs").write_text(FAUXQS_MAIN)

    def command(self, port, folder):
        return ["node", str(CACHE / self.name / "main.mjs"), str(port)]

    def environment(self):
        return {"NODE_ENV": "production"}


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


class ElasticMQ(Server):
    version = "1.6.11"
    heavy = True
    warm_seconds = 15

    def __init__(self, name, stored=False):
        self.name, self.in_memory = name, not stored

    def install(self):
        folder = folder_of("elasticmq")
        classpath = folder / "classpath"
        if not classpath.exists():
            (folder / "pom.xml").write_text(POM.replace("VERSION", self.version))
            run(["mvn", "-q", "-f", folder / "pom.xml", "dependency:build-classpath",
                 f"-Dmdep.outputFile={classpath}"])
        self.classpath = classpath.read_text().strip()

    def command(self, port, folder):
        text = ELASTICMQ_CONF.replace("PORT", str(port)).replace("FOLDER", folder)
        stored = "false" if self.in_memory else "true"
        Path(folder, "elasticmq.conf").write_text(text.replace("STORED", stored))
        return ["java", "-Xmx2g", f"-Dconfig.file={folder}/elasticmq.conf", "-cp", self.classpath,
                "org.elasticmq.server.Main"]


class Pip(Server):
    """A Python package in a virtual environment of its own."""

    heavy = True
    packages = []

    def python(self):
        return str(CACHE / self.name / "bin/python")

    def install(self):
        folder = folder_of(self.name)
        wanted, mark = " ".join(self.packages), folder / "installed"
        if mark.exists() and mark.read_text() == wanted:
            return
        shutil.rmtree(folder)
        run(["python3", "-m", "venv", folder])
        run([self.python(), "-m", "pip", "install", "-q", *self.packages])
        mark.write_text(wanted)


class Moto(Pip):
    name = "moto"
    version = "5.1.16"
    packages = [f"moto[server,sqs]=={version}"]

    def command(self, port, folder):
        return [self.python(), "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]


class LocalStack(Pip):
    """The newest that runs on Python 3.11, with the newest of what it needs that it still works
    with."""

    name = "localstack"
    version = "4.4.0"
    packages = [f"localstack-core[runtime]=={version}", "pyopenssl<25", "cbor2<5.8",
                "service_identity"]

    def command(self, port, folder):
        return [self.python(), "-m", "localstack.runtime.main"]

    def environment(self):
        return {"GATEWAY_LISTEN": f"127.0.0.1:{self.port}", "SERVICES": "sqs",
                "DISABLE_EVENTS": "1", "SKIP_SSL_CERT_DOWNLOAD": "1", "LS_LOG": "error",
                "LOCALSTACK_VOLUME_DIR": f"{self.folder}/volume",
                "XDG_CACHE_HOME": f"{self.folder}/cache", "TMPDIR": self.folder}


class GoModule(Server):
    """Built from a Go module; module proxies do not serve every version."""

    module = package = ""

    def install(self):
        folder = folder_of(self.name)
        binary = folder / self.name
        if not binary.exists():
            (folder / "go.mod").write_text("module bench\n\ngo 1.24\n")
            run(["go", "get", f"{self.module}{self.package}@{self.version}"], cwd=folder)
            run(["go", "build", "-o", binary, self.module + self.package], cwd=folder)
        self.version = run(["go", "list", "-m", self.module], cwd=folder).split()[-1]


class Goaws(GoModule):
    name = "goaws"
    version = "v0.4.5"
    module, package = "github.com/Admiral-Piett/goaws", "/app/cmd"
    query = True

    def command(self, port, folder):
        Path(folder, "goaws.yaml").write_text(
            f"Local:\n  Host: localhost\n  Port: {port}\n  Region: us-east-1\n"
            "  AccountId: '000000000000'\n")
        return [str(CACHE / self.name / self.name), "-config", f"{folder}/goaws.yaml"]


class Sqslite(GoModule):
    name = "sqslite"
    version = "latest"
    module = "github.com/wcharczuk/sqslite"

    def command(self, port, folder):
        return [str(CACHE / self.name / self.name), "--bind-addr", f"127.0.0.1:{port}"]


def everyone():
    return [
        Ropeline("no-op", "--bench-noop"),
        Ropeline("ropeline"),
        Ropeline("ropeline --db", db=True),
        Ropeline("ropeline --db full", "--durability", "full", db=True),
        Goaws(), Sqslite(), Fauxqs(),
        ElasticMQ("elasticmq"), ElasticMQ("elasticmq h2", stored=True), Moto(), LocalStack(),
    ]
