"""How the runner reads results: counts of each kind of output, and what it makes of exit codes."""

import os
import sys
import time
from pathlib import Path

import pytest

LIB = Path(__file__).resolve().parents[2] / "scripts" / "lib"
sys.path.insert(0, str(LIB))
import runner  # noqa: E402


@pytest.mark.parametrize(
    "text, counts",
    [
        ("noise\n12 passed, 0 failed\n", (12, 0, 0)),
        ("1 passed, 0 failed\nmore\n3 passed, 2 failed, 1 skipped\n", (3, 2, 1)),
        ("===== 3 failed, 5 passed, 1 skipped in 0.12s =====", (5, 3, 1)),
        ("60 passed in 4.50s\n", (60, 0, 0)),
        ("1 error in 0.10s\n", (0, 1, 0)),
        ("7: [  PASSED  ] 5 test(s).\n8: [  PASSED  ] 2 test(s).\n8: [  FAILED  ] 1 test(s), listed below:\n",
         (7, 1, 0)),
        ("[  PASSED  ] 5 test(s).\n67% tests passed, 1 tests failed out of 3\n", (5, 1, 0)),
        ("100% tests passed, 0 tests failed out of 12\n", (12, 0, 0)),
        ("\u2139 pass 4\n\u2139 fail 1\n\u2139 skipped 0\n", (4, 1, 0)),
        ("# pass 4\n# fail 0\n", (4, 0, 0)),
        ("all is well\n", None),
    ],
)
def test_counts(text, counts):
    assert runner.count_tests(text) == counts


class Ready:
    """A preparation that is always done."""

    @staticmethod
    def wait(_):
        return True


@pytest.mark.parametrize(
    "command, passed, failed, note",
    [
        ("echo 3 passed, 0 failed", 3, 0, ""),
        ("echo 3 passed, 0 failed; exit 1", 3, 1, "exit code 1"),
        ("echo 3 passed, 2 failed; exit 1", 3, 2, ""),
        ("echo 3 passed, 2 failed", 3, 2, "exit code 0 in spite of failures"),
        ("true", 0, 1, "ran no test"),
        ("echo 0 passed, 0 failed", 0, 1, "ran no test"),
    ],
)
def test_a_part(tmp_path, monkeypatch, command, passed, failed, note):
    monkeypatch.setattr(runner, "LOGS", tmp_path)
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    part = runner.Part("p", {"short": 10}, [], "", command)
    result = runner.run_part(part, "short", Ready, runner.Children(), dict(os.environ))
    assert (result.passed, result.failed, result.note) == (passed, failed, note)


def test_a_part_that_hangs_is_stopped_with_its_children(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "LOGS", tmp_path)
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    monkeypatch.setattr(runner, "KILL_MIN", 0.3)
    part = runner.Part("p", {"short": 0}, [], "", "sleep 60 & echo $! >child; wait")
    begin = time.monotonic()
    result = runner.run_part(part, "short", Ready, runner.Children(), dict(os.environ))
    assert result.failed == 1 and "stopped" in result.note
    assert time.monotonic() - begin < 10
    state = Path("/proc", (tmp_path / "child").read_text().strip(), "stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


def test_table_rows_have_seven_columns(tmp_path):
    table = tmp_path / "parts.tsv"
    table.write_text("# comment\nname\t1\t-\t3\ta b\t-\tdo it\n")
    (part,) = runner.read_table(table)
    assert part == runner.Part("name", {"short": 1, "long": 3}, ["a", "b"], "", "do it")
    table.write_text("name\t1\n")
    with pytest.raises(SystemExit):
        runner.read_table(table)
