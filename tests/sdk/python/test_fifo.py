"""Walk 8: order within a group, the group's lock, deduplication and its five minutes."""

import hashlib

from helpers import bodies, delete_all, receive, send, send_fifo


def test_order_and_sequence_numbers(sqs, fifo):
    sent = [send_fifo(sqs, fifo, f"m{n}", group=f"g{n % 2}") for n in range(6)]
    numbers = [int(answer["SequenceNumber"]) for answer in sent]
    assert numbers == sorted(set(numbers))
    messages = receive(sqs, fifo, AttributeNames=["All"])
    for group in ("g0", "g1"):
        mine = [m for m in messages if m["Attributes"]["MessageGroupId"] == group]
        assert bodies(mine) == [f"m{n}" for n in range(6) if f"g{n % 2}" == group]
    by_body = {m["Body"]: m["Attributes"]["SequenceNumber"] for m in messages}
    assert [by_body[f"m{n}"] for n in range(6)] == [a["SequenceNumber"] for a in sent]


def test_group_is_locked_while_in_flight(sqs, fifo):
    for body in ("a1", "a2", "a3"):
        send_fifo(sqs, fifo, body, group="a")
    send_fifo(sqs, fifo, "b1", group="b")
    first = receive(sqs, fifo, count=1)
    assert bodies(first) == ["a1"]
    assert bodies(receive(sqs, fifo)) == ["b1"]
    assert receive(sqs, fifo) == []
    delete_all(sqs, fifo, first)
    assert bodies(receive(sqs, fifo)) == ["a2", "a3"]


def test_order_is_restored_after_expiry(sqs, fifo, advance):
    for body in ("1", "2", "3"):
        send_fifo(sqs, fifo, body)
    assert bodies(receive(sqs, fifo, count=2)) == ["1", "2"]
    advance(31)
    assert bodies(receive(sqs, fifo)) == ["1", "2", "3"]


def test_duplicates_within_five_minutes(sqs, fifo, advance):
    first = send_fifo(sqs, fifo, "original", dedup="d1")
    again = send_fifo(sqs, fifo, "other body", group="other", dedup="d1")
    assert again["MessageId"] == first["MessageId"]
    assert again["SequenceNumber"] == first["SequenceNumber"]
    messages = receive(sqs, fifo)
    assert bodies(messages) == ["original"]
    delete_all(sqs, fifo, messages)
    send_fifo(sqs, fifo, "after delete", dedup="d1")
    assert receive(sqs, fifo) == []
    advance(301)
    send_fifo(sqs, fifo, "after the window", dedup="d1")
    assert bodies(receive(sqs, fifo)) == ["after the window"]


def test_content_based(sqs, make_queue):
    url = make_queue(FifoQueue="true", ContentBasedDeduplication="true")
    for _ in range(2):
        send(sqs, url, "same", MessageGroupId="g")
    (message,) = receive(sqs, url, AttributeNames=["MessageDeduplicationId"])
    expected = hashlib.sha256(b"same").hexdigest()
    assert message["Attributes"] == {"MessageDeduplicationId": expected}


def test_scope_of_a_group(sqs, make_queue):
    url = make_queue(FifoQueue="true", DeduplicationScope="messageGroup",
                     FifoThroughputLimit="perMessageGroupId")
    send_fifo(sqs, url, "in a", group="a", dedup="same")
    send_fifo(sqs, url, "in b", group="b", dedup="same")
    send_fifo(sqs, url, "in a again", group="a", dedup="same")
    assert sorted(bodies(receive(sqs, url))) == ["in a", "in b"]


def test_attempt_id_repeats_the_answer(sqs, fifo):
    send_fifo(sqs, fifo, "retry me")
    first = receive(sqs, fifo, ReceiveRequestAttemptId="attempt-1")
    second = receive(sqs, fifo, ReceiveRequestAttemptId="attempt-1")
    assert [m["ReceiptHandle"] for m in first] == [m["ReceiptHandle"] for m in second]
    assert bodies(second) == ["retry me"]
