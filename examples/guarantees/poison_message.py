"""A poison message: no consumer can handle it. It goes to the dead-letter queue after three deliveries, the
others go on, and after the bug is fixed it is moved back and handled."""

import json

from stage import delete, lab, make_queue, receive_all, receive_count, say, send, sqs, story


def arn_of(url):
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return answer["Attributes"]["QueueArn"]


dead = make_queue("orders-dead")
policy = {"deadLetterTargetArn": arn_of(dead), "maxReceiveCount": 3}
orders = make_queue("orders", VisibilityTimeout="30", RedrivePolicy=json.dumps(policy))


def price(text):
    return float(text)


def price_with_comma(text):
    return float(text.replace(",", "."))


def consume(price):
    for message in receive_all(orders):
        order = json.loads(message["Body"])
        delivery = f"order {order['id']}, delivery {receive_count(message)}"
        try:
            say("received", f"{delivery}: {price(order['price']):.2f} booked, deleted")
            delete(orders, message)
        except ValueError:
            say("received", f"{delivery}: {order['price']!r} is not a price; not deleted")


sent = {}
for number, text in enumerate(("10.50", "12,50", "7.00"), 1):
    sent[number] = send(orders, json.dumps({"id": number, "price": text}))
say("sent", "orders 1, 2, 3; order 2 costs '12,50', with a comma")

consume(price)
for _ in range(3):
    lab.advance(seconds=31)
    say("later", "31 s pass")
    consume(price)

lab.wait_for("dead_lettered", "orders")
say("moved", "order 2 is in the dead-letter queue; the queue itself is empty:")
lab.empty("orders")
say("", story(orders, sent[2]))

say()
say("fixed", "the consumer now reads '12,50' too; the dead letters are moved back")
sqs.start_message_move_task(SourceArn=arn_of(dead))
lab.wait_for("redriven", "orders-dead")
consume(price_with_comma)
lab.empty("orders")
lab.empty("orders-dead")
say("done", "both queues are empty")
