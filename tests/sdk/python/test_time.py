"""Walk 6 and 7: a long poll that a send wakes; visibility and delay by the test clock."""

import threading
import time

from helpers import bodies, counts, receive, send


def in_background(function):
    result = {}
    thread = threading.Thread(target=lambda: result.update(value=function()), daemon=True)
    thread.start()
    return thread, result


def test_long_poll_is_woken_by_a_send(sqs, queue):
    begin = time.monotonic()
    poll, result = in_background(lambda: receive(sqs, queue, WaitTimeSeconds=20))
    poll.join(0.3)
    assert poll.is_alive(), "a long poll on an empty queue must wait"
    send(sqs, queue, "wake up")
    poll.join(5)
    assert bodies(result["value"]) == ["wake up"]
    assert time.monotonic() - begin < 10


def test_long_poll_ends_empty(sqs, queue):
    begin = time.monotonic()
    assert receive(sqs, queue, WaitTimeSeconds=1) == []
    assert 0.9 < time.monotonic() - begin < 5


def test_one_message_wakes_one_of_two(sqs, queue):
    polls = [in_background(lambda: receive(sqs, queue, WaitTimeSeconds=2)) for _ in range(2)]
    send(sqs, queue, "only one")
    for poll, _ in polls:
        poll.join(10)
    assert sorted(len(result["value"]) for _, result in polls) == [0, 1]


def test_visibility_expires_by_the_clock(sqs, queue, advance):
    send(sqs, queue, "twice")
    names = {"AttributeNames": ["ApproximateReceiveCount"]}
    (first,) = receive(sqs, queue, **names)
    assert first["Attributes"] == {"ApproximateReceiveCount": "1"}
    advance(20)
    assert receive(sqs, queue) == []
    advance(15)
    (second,) = receive(sqs, queue, **names)
    assert second["Attributes"] == {"ApproximateReceiveCount": "2"}
    assert second["MessageId"] == first["MessageId"]
    assert second["ReceiptHandle"] != first["ReceiptHandle"]
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=first["ReceiptHandle"])
    assert counts(sqs, queue) == (0, 0, 0), "an older handle still deletes"


def test_change_visibility(sqs, queue, advance):
    send(sqs, queue, "extended")
    (message,) = receive(sqs, queue, VisibilityTimeout=10)
    handle = message["ReceiptHandle"]
    sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=100)
    advance(60)
    assert receive(sqs, queue) == []
    sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=0)
    assert bodies(receive(sqs, queue)) == ["extended"]


def test_expiry_wakes_a_long_poll(sqs, queue, advance):
    send(sqs, queue, "again")
    assert len(receive(sqs, queue, VisibilityTimeout=300)) == 1
    poll, result = in_background(lambda: receive(sqs, queue, WaitTimeSeconds=20))
    poll.join(0.2)
    assert poll.is_alive()
    advance(301)
    poll.join(5)
    # The clock may have ended the poll itself; then the message must be there at once.
    assert bodies(result["value"] or receive(sqs, queue)) == ["again"]


def test_delay(sqs, make_queue, advance):
    url = make_queue(DelaySeconds="60")
    send(sqs, url, "queue's delay")
    send(sqs, url, "no delay", DelaySeconds=0)
    assert bodies(receive(sqs, url)) == ["no delay"]
    assert counts(sqs, url) == (0, 1, 1)
    advance(61)
    assert "queue's delay" in bodies(receive(sqs, url))


def test_retention(sqs, make_queue, advance):
    url = make_queue(MessageRetentionPeriod="60")
    send(sqs, url, "gone in a minute")
    advance(61)
    assert receive(sqs, url) == []
    assert counts(sqs, url) == (0, 0, 0)
