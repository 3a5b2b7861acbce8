"""Each rule of scripts/check complains about what it is for, and not about its neighbour."""

import subprocess
import sys
from pathlib import Path

import pytest

LIB = Path(__file__).resolve().parents[2] / "scripts" / "lib"
sys.path.insert(0, str(LIB))
import check  # noqa: E402


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """tree(name=text, ...) makes a small repository of these files."""
    monkeypatch.setattr(check, "ROOT", tmp_path)
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)

    def make(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    return make


def complaints(rule):
    return list(check.RULES[rule]())


@pytest.mark.parametrize(
    "name, line, bad",
    [
        ("src/engine/a.c", "strcpy(a, b);", True),
        ("src/engine/a.c", "n = time(NULL);", True),
        ("src/base/clock.c", "clock_gettime(CLOCK_BOOTTIME, &t);", False),
        ("tests/unit/a.c", "usleep(10);", True),
        ("tests/unit/a.c", "_exit(1);", False),
        ("src/engine/a.c", "exit(1);", True),
        ("src/main.c", "exit(1);", False),
        ("src/engine/a.c", "/* time( is read elsewhere */ x = \"sprintf(\";", False),
        ("src/engine/a.c", "wait_time(1); s->time(2); snprintf(b, 1, \"\");", False),
    ],
)
def test_banned(tree, name, line, bad):
    tree({name: line + "\n"})
    assert bool(complaints("banned")) == bad


@pytest.mark.parametrize(
    "name, target, bad",
    [
        ("src/base/a.c", '"api/model/errors.h"', True),
        ("api/model/a.c", '"api/wire/wire.h"', True),
        ("api/wire/a.c", '"api/model/errors.h"', False),
        ("api/http/a.c", '"src/engine/queues.h"', True),
        ("api/http/a.c", '"src/engine/engine.h"', False),
        ("src/engine/a.c", '"storage/sqlite/inside.h"', True),
        ("src/engine/a.c", '"storage/store.h"', False),
        ("src/engine/a.c", "<sqlite3.h>", True),
        ("storage/sqlite/a.c", "<sqlite3.h>", False),
        ("api/wire/a.c", "<h2o.h>", True),
        ("src/engine/a.c", '"../base/slice.h"', True),
        ("tests/unit/a.c", '"storage/sqlite/inside.h"', False),
    ],
)
def test_arrows(tree, name, target, bad):
    tree({name: f"#include {target}\n"})
    assert bool(complaints("arrows")) == bad


def test_length(tree):
    tree({"src/a.c": "int f(void)\n{\n" + "    g();\n" * 78 + "}\n"})
    assert complaints("length")
    tree({"src/a.c": "int f(void)\n{\n" + "    g();\n" * 70 + "}\n"})
    assert not complaints("length")


def test_opening(tree):
    tree({"src/a.c": "/* A purpose. */\n", "src/b.c": "int b;\n"})
    assert complaints("opening") == ["src/b.c:1: opens without a comment"]


def test_decisions(tree):
    tree({"docs/adr/0001-a.md": "# 1. A\n\n2026-01-02\n", "docs/adr/0002-b.md": "# 2. B\n\n2026-01-02\n"})
    assert not complaints("decisions")
    tree({"docs/adr/0002-c.md": "# 2. C\n\n2026-01-02\n"})
    assert complaints("decisions") == ["docs/adr/0002-c.md: 0002-b.md has this number"]
    tree({"docs/adr/0002-c.md": "# 3. C\n\nsoon\n"})
    assert len(complaints("decisions")) == 3


def test_places(tree):
    tree({"a.txt": "see /ro" + "ot/x\n", "package-lock.json": '{"resol' + 'ved": "x"}\n', "b.txt": "/tmp\n"})
    assert len(complaints("places")) == 2


def test_commits(tree, tmp_path):
    def commit(*messages):
        words = [word for message in messages for word in ("-m", message)]
        identity = ["-c", "user.name=n", "-c", "user.email=e@example.com"]
        subprocess.run(
            ["git", *identity, "commit", "-q", "--allow-empty", *words], cwd=tmp_path, check=True
        )

    tree({"scripts/lib/commit-exceptions": "# none\n"})
    commit("area: do something", "Because it was not done.")
    assert not complaints("commits")
    for subject in ("No area", "area: ends with a dot.", "area: " + "x" * 60):
        commit(subject, "A body.")
    commit("area: without a body")
    assert len(complaints("commits")) == 4


def test_scripts(tree):
    tree({"good.py": "x = 1\n", "bad.py": "x = (\n", "bad": "#!/bin/bash\nif\n"})
    told = " ".join(complaints("scripts"))
    assert "bad.py" in told and "bad: " in told and "good.py" not in told
