"""The README's first examples: the fenced blocks right after `<!-- test: NAME -->` must work."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
MARKED = re.compile(r"^<!-- test: (\S+) -->\n+```\w+\n(.*?)^```$", re.M | re.S)
DEFAULT_ENDPOINT = "http://localhost:9324"


def example(name):
    blocks = dict(MARKED.findall((ROOT / "README.md").read_text()))
    assert name in blocks, f"README.md has no block marked {name}"
    code = blocks[name]
    assert len([line for line in code.splitlines() if line.strip()]) <= 10, "ten lines were promised"
    assert DEFAULT_ENDPOINT in code
    return code.replace(DEFAULT_ENDPOINT, os.environ["ROPELINE_ENDPOINT"])


def run(*command):
    # The example must not lean on the environment of this test.
    bare = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    done = subprocess.run(command, env=bare, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_boto3():
    assert run(sys.executable, "-c", example("boto3")) == "one pizza\n"


def test_js(tmp_path):
    (tmp_path / "node_modules").symlink_to(ROOT / "tests/sdk/js-v3/node_modules")
    (tmp_path / "example.mjs").write_text(example("js"))
    assert run("node", str(tmp_path / "example.mjs")) == "one pizza\n"


def test_environment():
    """What the README exports is all that boto3 needs."""
    exports = [line for line in example("environment").splitlines() if line.startswith("export ")]
    program = "import boto3; print(boto3.client('sqs').create_queue(QueueName='environment')['QueueUrl'])"
    url = run("bash", "-c", "\n".join([*exports, 'exec "$0" -c "$1"']), sys.executable, program)
    assert url == f"{os.environ['ROPELINE_ENDPOINT']}/000000000000/environment\n"
