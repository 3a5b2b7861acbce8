"""A consumer that dies at the worst moments, as a process of its own that is killed without a goodbye."""

import signal
import subprocess
import sys

import pytest

CONSUMER = """
{connect}
import signal
from ropeline_idempotency import ProcessedMessages
processed = ProcessedMessages(connection)
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
with processed.once("o-1") as first:
    if first:
        connection.cursor().execute("INSERT INTO payments (order_id) VALUES ('o-1')")
    if {moment!r} == "between effect and commit":
        die()
if {moment!r} == "between commit and acknowledgement":
    die()
print("first" if first else "again")
"""


def consume(database, moment):
    program = CONSUMER.format(connect=database.source, moment=moment)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.stdout.strip() or "killed"


@pytest.mark.parametrize(
    ("moment", "left", "then"),
    [
        ("between effect and commit", [], "first"),
        ("between commit and acknowledgement", ["o-1"], "again"),
    ],
)
def test_a_crash_leaves_both_or_neither(database, moment, left, then):
    assert consume(database, moment) == "killed"
    assert database.payments() == left
    assert consume(database, "never") == then
    assert database.payments() == ["o-1"]
