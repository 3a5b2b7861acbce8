"""Load on a server with a file, enough for many checkpoints; the server must end without a report."""

import pathlib
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "http"))
from raw import Server  # noqa: E402

THREADS = 4
MESSAGES = 400
BODY = "x" * 30_000


def work(server, queue, failures):
    """Sends, receives and deletes; every second message is deleted."""
    with server.connect() as client:
        for at in range(MESSAGES):
            sent = client.call("SendMessage", QueueUrl=queue, MessageBody=BODY)
            got = client.call("ReceiveMessage", QueueUrl=queue).json().get("Messages", [])
            if sent.status != 200 or len(got) != 1:
                failures.append((sent.status, sent.body, got))
            elif at % 2:
                client.call("DeleteMessage", QueueUrl=queue, ReceiptHandle=got[0]["ReceiptHandle"])


def main():
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        server = Server("--db", f"{folder}/q.db")
        with server.connect() as client:
            for at in range(THREADS):
                client.call("CreateQueue", QueueName=f"q{at}")
        threads = [threading.Thread(target=work, args=(server, f"q{at}", failures))
                   for at in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        server.stop()  # with exit code 0, or else ThreadSanitizer had something to say
    if failures:
        sys.exit(f"{len(failures)} calls failed, the first: {failures[0]}")


main()
