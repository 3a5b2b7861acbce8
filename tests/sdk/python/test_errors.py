"""Walk 10: errors are caught by the classes that the SDK makes of them."""

import os
import uuid

import pytest
from botocore.exceptions import ClientError
from helpers import receive, send, send_fifo

IS_JSON = os.environ["EXPECT_PROTOCOL"] == "json"


def entries(count, **fields):
    return [{"Id": f"e{n}", "MessageBody": "b", **fields} for n in range(count)]


def test_queue_does_not_exist(sqs, queue):
    gone = queue + "-never-made"
    with pytest.raises(sqs.exceptions.QueueDoesNotExist) as caught:
        send(sqs, gone, "to nowhere")
    error = caught.value.response
    assert error["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue"
    assert error["Error"]["Message"].startswith("The specified queue does not exist")
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert error["ResponseMetadata"]["RequestId"]


def test_queue_name_exists(sqs, make_queue):
    url = make_queue(DelaySeconds="1")
    name = url.rsplit("/", 1)[1]
    with pytest.raises(sqs.exceptions.QueueNameExists):
        sqs.create_queue(QueueName=name, Attributes={"DelaySeconds": "2"})


def test_receipt_handle_is_invalid(sqs, queue):
    with pytest.raises(sqs.exceptions.ReceiptHandleIsInvalid):
        sqs.delete_message(QueueUrl=queue, ReceiptHandle="garbage")
    with pytest.raises(sqs.exceptions.ReceiptHandleIsInvalid):
        sqs.change_message_visibility(
            QueueUrl=queue, ReceiptHandle="garbage", VisibilityTimeout=1
        )


def test_batch_shape(sqs, queue):
    kinds = sqs.exceptions
    with pytest.raises(kinds.EmptyBatchRequest):
        sqs.send_message_batch(QueueUrl=queue, Entries=[])
    with pytest.raises(kinds.TooManyEntriesInBatchRequest):
        sqs.send_message_batch(QueueUrl=queue, Entries=entries(11))
    with pytest.raises(kinds.BatchEntryIdsNotDistinct):
        sqs.send_message_batch(QueueUrl=queue, Entries=entries(1) * 2)
    with pytest.raises(kinds.InvalidBatchEntryId):
        sqs.send_message_batch(QueueUrl=queue, Entries=[{"Id": "a b", "MessageBody": "b"}])
    with pytest.raises(kinds.BatchRequestTooLong):
        sqs.send_message_batch(
            QueueUrl=queue, Entries=entries(2, MessageBody="x" * (600 * 1024))
        )


def test_invalid_attribute_name(sqs, queue):
    with pytest.raises(sqs.exceptions.InvalidAttributeName):
        sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["Foobar"])
    with pytest.raises(sqs.exceptions.InvalidAttributeName):
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Foobar": "1"})


def test_invalid_attribute_value(sqs, queue):
    with pytest.raises(ClientError) as caught:
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "43201"})
    assert caught.value.response["Error"]["Code"] == "InvalidAttributeValue"
    if IS_JSON:  # the model of the old client does not know it
        assert isinstance(caught.value, sqs.exceptions.InvalidAttributeValue)


def test_over_limit(sqs, queue):
    actions = ["SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "PurgeQueue",
               "GetQueueAttributes", "GetQueueUrl", "ListDeadLetterSourceQueues"]
    with pytest.raises(sqs.exceptions.OverLimit) as caught:
        sqs.add_permission(QueueUrl=queue, Label="l", AWSAccountIds=["111122223333"], Actions=actions)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_unsupported_operation(sqs, queue):
    listed = {"a": {"DataType": "String", "StringListValues": ["v"]}}
    with pytest.raises(sqs.exceptions.UnsupportedOperation):
        send(sqs, queue, "x", MessageAttributes=listed)


def test_queue_deleted_recently(sqs, make_queue):
    url = make_queue()
    sqs.delete_queue(QueueUrl=url)
    with pytest.raises(sqs.exceptions.QueueDeletedRecently):
        sqs.create_queue(QueueName=url.rsplit("/", 1)[1])


def test_purge_queue_in_progress(sqs, queue):
    sqs.purge_queue(QueueUrl=queue)
    with pytest.raises(sqs.exceptions.PurgeQueueInProgress):
        sqs.purge_queue(QueueUrl=queue)


def test_invalid_address(sqs, queue):
    elsewhere = "http://localhost:4566/000000000000/" + queue.rsplit("/", 1)[1]
    with pytest.raises(ClientError) as caught:
        send(sqs, elsewhere, "x")
    assert caught.value.response["Error"]["Code"] == "InvalidAddress"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    if IS_JSON:
        assert isinstance(caught.value, sqs.exceptions.InvalidAddress)


def test_invalid_message_contents(sqs, queue):
    with pytest.raises(sqs.exceptions.InvalidMessageContents):
        send(sqs, queue, "bell \u0007")


def test_request_throttled(sqs, queue, fault):
    name = queue.rsplit("/", 1)[1]
    with fault({"fault": "fail", "queue": name, "code": "RequestThrottled"}):
        with pytest.raises(ClientError) as caught:
            send(sqs, queue, "x")
    assert caught.value.response["Error"]["Code"] == "RequestThrottled"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    if IS_JSON:
        assert isinstance(caught.value, sqs.exceptions.RequestThrottled)
    send(sqs, queue, "let through")


def test_resource_not_found(sqs):
    if not hasattr(sqs, "list_message_move_tasks"):
        pytest.skip("this client is older than move tasks")
    missing = f"arn:aws:sqs:us-east-1:000000000000:missing-{uuid.uuid4().hex}"
    with pytest.raises(sqs.exceptions.ResourceNotFoundException):
        sqs.list_message_move_tasks(SourceArn=missing)


@pytest.mark.parametrize(
    "call",
    [
        lambda sqs, q: receive(sqs, q, count=11),
        lambda sqs, q: receive(sqs, q, WaitTimeSeconds=21),
        lambda sqs, q: send(sqs, q, "late", DelaySeconds=901),
        lambda sqs, q: send(sqs, q, "x", MessageAttributes={"AWS.x": {"DataType": "String", "StringValue": "v"}}),
    ],
    ids=["count", "wait", "delay", "attribute name"],
)
def test_invalid_parameter_value(sqs, queue, call):
    with pytest.raises(ClientError) as caught:
        call(sqs, queue)
    assert caught.value.response["Error"]["Code"] == "InvalidParameterValue"


def test_missing_parameter(sqs, fifo):
    with pytest.raises(ClientError) as caught:
        send(sqs, fifo, "no group", MessageDeduplicationId="d")
    assert caught.value.response["Error"]["Code"] == "MissingParameter"


def test_fifo_handle_expires(sqs, fifo, advance):
    send_fifo(sqs, fifo, "late ack")
    (message,) = receive(sqs, fifo)
    advance(31)
    with pytest.raises(ClientError) as caught:
        sqs.delete_message(QueueUrl=fifo, ReceiptHandle=message["ReceiptHandle"])
    assert caught.value.response["Error"]["Code"] == "InvalidParameterValue"
    assert "expired" in caught.value.response["Error"]["Message"]


def test_message_too_long(sqs, make_queue):
    url = make_queue(MaximumMessageSize="1024")
    send(sqs, url, "x" * 1024)
    with pytest.raises(ClientError) as caught:
        send(sqs, url, "x" * 1025)
    assert caught.value.response["Error"]["Code"] == "InvalidParameterValue"


def test_shape_name_is_told_beside_the_code(sqs, queue):
    if not IS_JSON:
        pytest.skip("only AWS JSON carries two names")
    with pytest.raises(ClientError) as caught:
        send(sqs, queue + "-gone", "x")
    assert caught.value.response["Error"]["QueryErrorCode"] == "QueueDoesNotExist"
