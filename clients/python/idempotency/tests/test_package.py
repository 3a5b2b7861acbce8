"""The package as others see it: its README works, its types hold, what it installs is complete."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1]


class Queue:
    """Two deliveries of one order, as boto3 answers them."""

    deleted = 0

    def receive_message(self, **_):
        body = json.dumps({"id": "o-1", "account": "a", "amount": 30})
        return {"Messages": [{"Body": body, "ReceiptHandle": "r"}] * 2}

    def delete_message(self, **_):
        self.deleted += 1


def test_the_readme(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with sqlite3.connect("shop.db") as shop:
        shop.execute("CREATE TABLE accounts (id, balance)")
        shop.execute("INSERT INTO accounts VALUES ('a', 100)")
    code = re.search(r"```python\n(.*?)```", (FOLDER / "README.md").read_text(), re.S)[1]
    sqs = Queue()
    exec(code, {"sqs": sqs, "url": "", "json": json})
    assert sqlite3.connect("shop.db").execute("SELECT balance FROM accounts").fetchall() == [(70,)]
    assert sqs.deleted == 2


def test_the_types(tmp_path):
    user = tmp_path / "user.py"
    user.write_text(
        "import sqlite3, psycopg\n"
        "from ropeline_idempotency import ProcessedMessages\n"
        "with ProcessedMessages(sqlite3.connect(':memory:')).once('k') as first:\n"
        "    flag: bool = first\n"
        "ProcessedMessages(psycopg.connect()).claim('k')\n"
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary"]
    command += ["--cache-dir", os.environ.get("MYPY_CACHE", str(tmp_path / "cache"))]
    done = subprocess.run(
        [*command, str(FOLDER / "src/ropeline_idempotency"), str(user)],
        env={**os.environ, "MYPYPATH": str(FOLDER / "src")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_wrong_use_is_a_type_error(tmp_path):
    user = tmp_path / "user.py"
    user.write_text(
        "import sqlite3\n"
        "from ropeline_idempotency import ProcessedMessages\n"
        "ProcessedMessages(sqlite3.connect(':memory:')).claim(17)\n"
        "ProcessedMessages('shop.db')\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(user)],
        env={**os.environ, "MYPYPATH": str(FOLDER / "src")},
        capture_output=True,
        text=True,
    )
    assert re.findall(r"user.py:(\d+): error", done.stdout) == ["3", "4"], done.stdout


def test_the_wheel_has_all_files(tmp_path):
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "-w", str(tmp_path), str(FOLDER)], check=True)
    (wheel,) = tmp_path.glob("ropeline_idempotency-*.whl")
    names = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", str(wheel)], capture_output=True, text=True, check=True
    ).stdout
    for path in (FOLDER / "src/ropeline_idempotency").glob("*.*"):
        assert f"ropeline_idempotency/{path.name}" in names
    assert metadata.version("ropeline-idempotency") in wheel.name


@pytest.mark.parametrize("name", ["ProcessedMessages", "TransactionOpen", "Connection"])
def test_what_is_public_is_documented(name):
    import ropeline_idempotency

    assert getattr(ropeline_idempotency, name).__doc__
