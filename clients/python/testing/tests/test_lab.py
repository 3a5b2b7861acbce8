"""The laboratory, the server and the fixtures, against a real server."""

import os
import re
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from ropeline_testing import Lab, LabError, Server

pytest_plugins = ["pytester"]
SOURCE = Path(__file__).resolve().parents[1] / "src"


@pytest.fixture
def sqs(ropeline):
    return boto3.client("sqs", **ropeline.client_options)


@pytest.fixture
def url(sqs):
    return sqs.create_queue(QueueName="q")["QueueUrl"]


def receive(sqs, url):
    return sqs.receive_message(QueueUrl=url).get("Messages", [])


def test_the_clock_of_one_account(ropeline, sqs, url):
    other = Lab.of_its_own(ropeline.endpoint)
    sqs.send_message(QueueUrl=url, MessageBody="m")
    assert len(receive(sqs, url)) == 1
    other.advance(seconds=31)
    assert receive(sqs, url) == []
    ropeline.advance(seconds=31)
    assert len(receive(sqs, url)) == 1


def test_faults_come_and_go(ropeline, sqs, url):
    ropeline.fault("hide", queue="q", for_ms=60_000)
    sqs.send_message(QueueUrl=url, MessageBody="hidden")
    assert receive(sqs, url) == []
    Lab.of_its_own(ropeline.endpoint).clear_faults()  # of another account
    sqs.send_message(QueueUrl=url, MessageBody="hidden too")
    assert receive(sqs, url) == []
    ropeline.clear_faults()
    sqs.send_message(QueueUrl=url, MessageBody="seen")
    assert [m["Body"] for m in receive(sqs, url)] == ["seen"]


def test_history_tells_in_order(ropeline, sqs, url):
    sent = sqs.send_message(QueueUrl=url, MessageBody="m")["MessageId"]
    receive(sqs, url)
    events = ropeline.history(queue="q", message=sent)
    assert [event["event"] for event in events] == ["sent", "delivered"]
    assert ropeline.history(queue="q", event="deleted") == []


def test_waiting_looks_back_and_ends(ropeline, sqs, url):
    ropeline.empty("q")
    sqs.send_message(QueueUrl=url, MessageBody="m")
    assert len(ropeline.wait_for("sent", "q")) == 1
    with pytest.raises(AssertionError, match="deleted in q: 0 after 0.05 s"):
        ropeline.wait_for("deleted", "q", timeout=0.05)
    with pytest.raises(AssertionError, match="not empty"):
        ropeline.empty("q", timeout=0.05)


def test_report_and_lints(ropeline, sqs, url):
    assert ropeline.report("nothing_in_flight")["passed"]
    sqs.send_message(QueueUrl=url, MessageBody="m")
    receive(sqs, url)
    assert not ropeline.report("nothing_in_flight", queue="q")["passed"]
    assert isinstance(ropeline.lints("q"), list)


def test_reset_empties_the_account(ropeline, sqs, url):
    ropeline.reset()
    assert "QueueUrls" not in sqs.list_queues()
    assert ropeline.history() == []


def test_a_refusal_says_why(ropeline):
    with pytest.raises(LabError, match="^400: .*advance_ms"):
        ropeline.advance(seconds=-1)
    with pytest.raises(LabError, match="^400: "):
        ropeline.fault("nonsense")


def test_a_server_that_does_not_start(tmp_path, monkeypatch):
    broken = tmp_path / "ropeline"
    broken.write_text("#!/bin/sh\necho no luck >&2\nexit 1\n")
    broken.chmod(0o755)
    with pytest.raises(RuntimeError, match="did not start: no luck"):
        Server(str(broken))
    monkeypatch.delenv("ROPELINE_BIN", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(FileNotFoundError, match="ROPELINE_BIN"):
        Server()


def test_servers_are_separate_and_stop():
    with Server() as one, Server() as two:
        assert one.endpoint != two.endpoint
        assert Lab(one.endpoint).history() == []
    with pytest.raises(OSError):
        Lab(one.endpoint).history()


INNER = """
    def test_one(ropeline, ropeline_endpoint):
        assert ropeline.endpoint == ropeline_endpoint
        print("account", ropeline.account, ropeline.endpoint)

    def test_two(ropeline):
        print("account", ropeline.account, ropeline.endpoint)
"""


def accounts(result):
    assert result.ret == 0
    said = re.findall(r"account (\d{12}) (\S+)", result.stdout.str())
    assert len({account for account, _ in said}) == len(said) == 2
    (endpoint,) = {endpoint for _, endpoint in said}
    return endpoint


def test_fixtures_start_a_server(pytester, monkeypatch):
    monkeypatch.delenv("ROPELINE_ENDPOINT", raising=False)
    pytester.makepyfile(INNER)
    endpoint = accounts(pytester.runpytest_subprocess("-s"))
    with pytest.raises(OSError):  # and stop it
        Lab(endpoint).history()


def test_fixtures_take_the_server_that_is_there(pytester, monkeypatch, ropeline_endpoint):
    monkeypatch.setenv("ROPELINE_ENDPOINT", ropeline_endpoint)
    monkeypatch.delenv("ROPELINE_BIN", raising=False)
    pytester.makepyfile(INNER)
    assert accounts(pytester.runpytest_subprocess("-s")) == ropeline_endpoint


def test_a_failed_test_shows_its_report(pytester, monkeypatch, ropeline_endpoint):
    monkeypatch.setenv("ROPELINE_ENDPOINT", ropeline_endpoint)
    pytester.makepyfile("""
        def test_good(ropeline):
            pass

        def test_bad(ropeline):
            assert False
    """)
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*Captured stdout teardown*", "*nothing_in_flight*"])
    assert result.stdout.str().count("nothing_in_flight") == 1


def test_the_types(tmp_path):
    cache = os.environ.get("MYPY_CACHE", str(tmp_path))
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", cache]
    done = subprocess.run(
        [*command, str(SOURCE / "ropeline_testing")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
