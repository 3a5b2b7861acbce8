"""What goes wrong with queues, and what the shop makes of it. No test sleeps."""

import json
import threading

from orders import place_order

ORDER = {"id": "order-1", "item": "cup", "quantity": 3}


def make_queue(sqs, name="orders", **attributes):
    return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def test_delivered_twice_taken_once(ropeline, sqs, stock, make_consumer):
    url = make_queue(sqs)
    consumer = make_consumer(url)
    place_order(sqs, url, ORDER)
    ropeline.fault("duplicate", queue="orders", after_delete=True, next=1)

    consumer.poll()
    consumer.poll()

    assert len(ropeline.wait_for("delivered", "orders", count=2)) == 2
    assert stock() == 7


def test_a_lost_answer_is_retried_by_the_sdk(ropeline, sqs, stock, make_consumer):
    url = make_queue(sqs)
    ropeline.fault("lose_reply", queue="orders", action="SendMessage", next=1)

    place_order(sqs, url, ORDER)  # boto3 sends again, and says nothing

    assert len(ropeline.history(queue="orders", event="sent")) == 2
    make_consumer(url).poll()
    ropeline.empty("orders")
    assert stock() == 7


def test_five_minutes_later_the_queue_no_longer_knows_the_order(ropeline, sqs, stock, make_consumer):
    url = make_queue(sqs, "orders.fifo", FifoQueue="true")
    consumer = make_consumer(url)
    place_order(sqs, url, ORDER)
    place_order(sqs, url, ORDER)
    assert len(ropeline.history(queue="orders.fifo", event="deduplicated")) == 1

    ropeline.advance(seconds=301)
    place_order(sqs, url, ORDER)

    assert len(ropeline.history(queue="orders.fifo", event="sent")) == 2
    consumer.poll()
    consumer.poll()
    ropeline.empty("orders.fifo")
    assert stock() == 7  # the shop still knows it


def test_a_poison_order_goes_to_the_dead_letters(ropeline, sqs, stock, make_consumer):
    dead = make_queue(sqs, "orders-dead")
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})
    url = make_queue(sqs, VisibilityTimeout="30", RedrivePolicy=policy)
    consumer = make_consumer(url)
    place_order(sqs, url, {"id": "order-2", "item": "saucer", "quantity": 1})
    place_order(sqs, url, ORDER)

    for _ in range(4):
        consumer.poll()
        ropeline.advance(seconds=31)

    ropeline.wait_for("dead_lettered", "orders")
    ropeline.empty("orders")
    assert stock() == 7
    report = ropeline.report("dlq_empty")
    assert not report["passed"], "a report tells of dead letters"


def test_a_consumer_in_the_background(ropeline, sqs, stock, make_consumer):
    url = make_queue(sqs)
    stop = threading.Event()

    def run():
        consumer = make_consumer(url)
        while not stop.is_set():
            consumer.poll(wait_seconds=20)

    worker = threading.Thread(target=run)
    worker.start()
    try:
        for number in range(3):
            place_order(sqs, url, {**ORDER, "id": f"order-{number}"})
        ropeline.wait_for("deleted", "orders", count=3)
        assert stock() == 1
        report = ropeline.report("nothing_in_flight", "dlq_empty")
        assert report["passed"], report["checks"]
    finally:
        stop.set()
        while worker.is_alive():
            ropeline.advance(seconds=20)  # ends the long poll
            worker.join(timeout=0.1)
