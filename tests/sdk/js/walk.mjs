// The list of docs/testing.md for JavaScript. Each SDK's folder wraps its client in an adapter:
//   call(action, parameters) -> answer      e.g. call("SendMessage", { QueueUrl, MessageBody })
//   isError(error, shape, code)             was it caught as this modelled error?
// The SDKs check MD5 digests by themselves: a wrong one fails the call.
import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { test } from "node:test";

const endpoint = process.env.ROPELINE_ENDPOINT;

/** Calls the server's own interface, below /_ropeline/. */
async function ropeline(method, path, members) {
  const answer = await fetch(`${endpoint}/_ropeline/${path}`, {
    method,
    headers: { "X-Ropeline": "1", "Content-Type": "application/json" },
    body: members && JSON.stringify(members),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return answer.json();
}

/** Moves the server's clock, so that no test sleeps through emulated time. */
const advance = (seconds) => ropeline("POST", "clock", { advance_ms: seconds * 1000 });

const unique = (prefix) => `${prefix}-${randomUUID().slice(0, 13)}`;
const bodies = (messages) => messages.map((message) => message.Body);

/** Verbs over one adapter, so that the tests below read as a conversation. */
function verbs(call) {
  const makeQueue = async (prefix, Attributes = {}, more = {}) => {
    const fifo = Attributes.FifoQueue === "true" ? ".fifo" : "";
    const QueueName = unique(prefix) + fifo;
    return (await call("CreateQueue", { QueueName, Attributes, ...more })).QueueUrl;
  };
  const attributes = async (QueueUrl, ...AttributeNames) =>
    (await call("GetQueueAttributes", { QueueUrl, AttributeNames })).Attributes;
  return {
    makeQueue,
    attributes,
    arnOf: async (url) => (await attributes(url, "QueueArn")).QueueArn,
    send: (QueueUrl, MessageBody, more = {}) => call("SendMessage", { QueueUrl, MessageBody, ...more }),
    sendFifo: (QueueUrl, MessageBody, group = "g", dedup = randomUUID()) =>
      call("SendMessage", {
        QueueUrl, MessageBody, MessageGroupId: group, MessageDeduplicationId: dedup,
      }),
    receive: async (QueueUrl, more = {}) =>
      (await call("ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10, ...more })).Messages ?? [],
    remove: (QueueUrl, { ReceiptHandle }) => call("DeleteMessage", { QueueUrl, ReceiptHandle }),
  };
}

function queueTests({ call, isError }, { makeQueue, attributes }) {
  test("life cycle", async () => {
    const QueueName = unique("life");
    const { QueueUrl } = await call("CreateQueue", { QueueName });
    assert.equal(QueueUrl, `${endpoint}/000000000000/${QueueName}`);
    assert.equal((await call("GetQueueUrl", { QueueName })).QueueUrl, QueueUrl);
    assert.equal((await call("CreateQueue", { QueueName })).QueueUrl, QueueUrl);
    const listed = await call("ListQueues", { QueueNamePrefix: QueueName });
    assert.deepEqual(listed.QueueUrls, [QueueUrl]);
    await call("DeleteQueue", { QueueUrl });
    await assert.rejects(call("GetQueueUrl", { QueueName }), (error) =>
      isError(error, "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"));
  });

  test("attributes", async () => {
    const QueueUrl = await makeQueue("attributes", { VisibilityTimeout: "60" });
    await call("SetQueueAttributes", { QueueUrl, Attributes: { DelaySeconds: "7" } });
    const found = await attributes(QueueUrl, "All");
    assert.equal(found.VisibilityTimeout, "60");
    assert.equal(found.DelaySeconds, "7");
    assert.equal(found.QueueArn, `arn:aws:sqs:us-east-1:000000000000:${QueueUrl.split("/").pop()}`);
  });

  test("tags", async () => {
    const QueueUrl = await makeQueue("tags", {}, { tags: { team: "orders" } });
    await call("TagQueue", { QueueUrl, Tags: { stage: "tést", team: "billing" } });
    const tags = async () => (await call("ListQueueTags", { QueueUrl })).Tags ?? {};
    assert.deepEqual({ ...(await tags()) }, { stage: "tést", team: "billing" });
    await call("UntagQueue", { QueueUrl, TagKeys: ["team", "stage"] });
    assert.deepEqual({ ...(await tags()) }, {});
  });
}

function messageTests({ call }, { makeQueue, send, receive, remove }) {
  test("send, receive, delete", async () => {
    const url = await makeQueue("messages");
    const text = "pizza ü 你好 🍕 <&>\"' \t\r\n end";
    const sent = await send(url, text);
    assert.equal(sent.MD5OfMessageBody, createHash("md5").update(text).digest("hex"));
    const [message] = await receive(url);
    assert.equal(message.Body, text);
    assert.equal(message.MessageId, sent.MessageId);
    await remove(url, message);
    await remove(url, message);
    assert.deepEqual(await receive(url, { VisibilityTimeout: 0 }), []);
  });

  test("a batch fails in part", async () => {
    const QueueUrl = await makeQueue("batch");
    const answer = await call("SendMessageBatch", {
      QueueUrl,
      Entries: [
        { Id: "good", MessageBody: "fine" },
        { Id: "control", MessageBody: "bell \u0007" },
        { Id: "late", MessageBody: "fine", DelaySeconds: 901 },
      ],
    });
    assert.deepEqual(answer.Successful.map((e) => e.Id), ["good"]);
    const failed = answer.Failed.map((e) => [e.Id, e.Code, e.SenderFault]);
    assert.deepEqual(failed.sort(), [
      ["control", "InvalidMessageContents", true],
      ["late", "InvalidParameterValue", true],
    ]);
    const [message] = await receive(QueueUrl);
    const deleted = await call("DeleteMessageBatch", {
      QueueUrl,
      Entries: [
        { Id: "bad", ReceiptHandle: "garbage" },
        { Id: "good", ReceiptHandle: message.ReceiptHandle },
      ],
    });
    assert.deepEqual(deleted.Successful.map((e) => e.Id), ["good"]);
    assert.deepEqual(deleted.Failed.map((e) => [e.Id, e.Code]), [["bad", "ReceiptHandleIsInvalid"]]);
  });

  test("message attributes", async () => {
    const url = await makeQueue("message-attributes");
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, n) => n));
    const MessageAttributes = {
      text: { DataType: "String", StringValue: "héllo <&>" },
      number: { DataType: "Number", StringValue: "-12.50" },
      bytes: { DataType: "Binary", BinaryValue: bytes },
      labelled: { DataType: "Number.long", StringValue: "7" },
    };
    const sent = await send(url, "with attributes", { MessageAttributes });
    assert.match(sent.MD5OfMessageAttributes, /^[0-9a-f]{32}$/);
    const [message] = await receive(url, { MessageAttributeNames: ["All"], VisibilityTimeout: 0 });
    assert.equal(message.MD5OfMessageAttributes, sent.MD5OfMessageAttributes);
    assert.deepEqual(Object.keys(message.MessageAttributes).sort(),
      ["bytes", "labelled", "number", "text"]);
    assert.equal(message.MessageAttributes.text.StringValue, "héllo <&>");
    assert.equal(message.MessageAttributes.labelled.DataType, "Number.long");
    assert.deepEqual(Buffer.from(message.MessageAttributes.bytes.BinaryValue), bytes);
    const [part] = await receive(url, { MessageAttributeNames: ["number"] });
    assert.deepEqual(Object.keys(part.MessageAttributes), ["number"]);
  });

  test("system attributes", async () => {
    const url = await makeQueue("system");
    await send(url, "counted");
    const [{ Attributes }] = await receive(url, { AttributeNames: ["All"] });
    assert.equal(Attributes.ApproximateReceiveCount, "1");
    assert.match(Attributes.SentTimestamp, /^\d{13}$/);
  });
}

function timeTests({ call }, { makeQueue, send, receive }) {
  test("a send wakes a long poll", async () => {
    const url = await makeQueue("poll");
    let done = false;
    const poll = receive(url, { WaitTimeSeconds: 20 }).finally(() => (done = true));
    await new Promise((wake) => setTimeout(wake, 300)); // real time: the poll must still wait
    assert.equal(done, false);
    await send(url, "wake up");
    assert.deepEqual(bodies(await poll), ["wake up"]);
  });

  test("visibility expires by the clock", async () => {
    const QueueUrl = await makeQueue("visibility");
    await send(QueueUrl, "twice");
    assert.equal((await receive(QueueUrl)).length, 1);
    assert.equal((await receive(QueueUrl)).length, 0);
    await advance(31);
    const [again] = await receive(QueueUrl, { AttributeNames: ["ApproximateReceiveCount"] });
    assert.equal(again.Attributes.ApproximateReceiveCount, "2");
    const { ReceiptHandle } = again;
    await call("ChangeMessageVisibility", { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
    assert.deepEqual(bodies(await receive(QueueUrl)), ["twice"]);
  });
}

function fifoTests(_, { makeQueue, sendFifo, receive, remove }) {
  test("FIFO order and the group's lock", async () => {
    const url = await makeQueue("order", { FifoQueue: "true" });
    const sent = [];
    for (const body of ["a1", "a2", "b1"]) sent.push(await sendFifo(url, body, body[0]));
    assert.ok(sent[0].SequenceNumber < sent[1].SequenceNumber);
    const [first] = await receive(url, { MaxNumberOfMessages: 1 });
    assert.equal(first.Body, "a1");
    assert.deepEqual(bodies(await receive(url)), ["b1"]);
    await remove(url, first);
    assert.deepEqual(bodies(await receive(url)), ["a2"]);
  });

  test("FIFO deduplication for five minutes", async () => {
    const url = await makeQueue("dedup", { FifoQueue: "true" });
    const first = await sendFifo(url, "original", "g", "same");
    const again = await sendFifo(url, "another", "h", "same");
    assert.equal(again.MessageId, first.MessageId);
    const [message] = await receive(url);
    assert.equal(message.Body, "original");
    await remove(url, message);
    await advance(301);
    await sendFifo(url, "after the window", "g", "same");
    assert.deepEqual(bodies(await receive(url)), ["after the window"]);
  });
}

function redriveTests({ call }, { makeQueue, arnOf, send, receive }) {
  test("dead letters and their way back", async () => {
    const dead = await makeQueue("dead");
    const SourceArn = await arnOf(dead);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: SourceArn, maxReceiveCount: 1 });
    const source = await makeQueue("source", { RedrivePolicy });
    const listed = await call("ListDeadLetterSourceQueues", { QueueUrl: dead });
    assert.deepEqual(listed.queueUrls, [source]);
    await send(source, "poison");
    assert.equal((await receive(source)).length, 1);
    await advance(31);
    assert.equal((await receive(source)).length, 0);
    const [message] = await receive(dead, { AttributeNames: ["All"], VisibilityTimeout: 0 });
    assert.equal(message.Body, "poison");
    assert.equal(message.Attributes.DeadLetterQueueSourceArn, await arnOf(source));

    await call("StartMessageMoveTask", { SourceArn });
    const begin = Date.now();
    let task;
    do {
      [task] = (await call("ListMessageMoveTasks", { SourceArn })).Results;
    } while (task.Status === "RUNNING" && Date.now() - begin < 10_000);
    assert.equal(task.Status, "COMPLETED");
    assert.equal(task.ApproximateNumberOfMessagesMoved, 1);
    assert.deepEqual(bodies(await receive(source)), ["poison"]);
  });
}

const PREFIX = "AWS.SimpleQueueService.";
const tooMany = Array.from({ length: 11 }, (_, n) => ({ Id: `e${n}`, MessageBody: "b" }));
// modelled error, its Query code, the call that must answer it
const ERRORS = [
  ["QueueDoesNotExist", PREFIX + "NonExistentQueue", "SendMessage",
    (QueueUrl) => ({ QueueUrl: QueueUrl + "-gone", MessageBody: "x" })],
  ["QueueNameExists", "QueueAlreadyExists", "CreateQueue",
    (url) => ({ QueueName: url.split("/").pop(), Attributes: { DelaySeconds: "9" } })],
  ["ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", "DeleteMessage",
    (QueueUrl) => ({ QueueUrl, ReceiptHandle: "garbage" })],
  ["EmptyBatchRequest", PREFIX + "EmptyBatchRequest", "SendMessageBatch",
    (QueueUrl) => ({ QueueUrl, Entries: [] })],
  ["TooManyEntriesInBatchRequest", PREFIX + "TooManyEntriesInBatchRequest", "SendMessageBatch",
    (QueueUrl) => ({ QueueUrl, Entries: tooMany })],
  ["BatchEntryIdsNotDistinct", PREFIX + "BatchEntryIdsNotDistinct", "SendMessageBatch",
    (QueueUrl) => ({ QueueUrl, Entries: [tooMany[0], tooMany[0]] })],
  ["InvalidBatchEntryId", PREFIX + "InvalidBatchEntryId", "SendMessageBatch",
    (QueueUrl) => ({ QueueUrl, Entries: [{ Id: "a b", MessageBody: "b" }] })],
  ["InvalidAttributeName", "InvalidAttributeName", "GetQueueAttributes",
    (QueueUrl) => ({ QueueUrl, AttributeNames: ["Foobar"] })],
  ["InvalidMessageContents", "InvalidMessageContents", "SendMessage",
    (QueueUrl) => ({ QueueUrl, MessageBody: "bell \u0007" })],
  ["InvalidAttributeValue", "InvalidAttributeValue", "SetQueueAttributes",
    (QueueUrl) => ({ QueueUrl, Attributes: { VisibilityTimeout: "43201" } })],
  ["BatchRequestTooLong", PREFIX + "BatchRequestTooLong", "SendMessageBatch",
    (QueueUrl) => ({ QueueUrl, Entries: ["a", "b"].map((Id) => ({ Id, MessageBody: "x".repeat(600 * 1024) })) })],
  ["OverLimit", "OverLimit", "AddPermission",
    (QueueUrl) => ({ QueueUrl, Label: "l", AWSAccountIds: ["111122223333"], Actions: [
      "SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "PurgeQueue",
      "GetQueueAttributes", "GetQueueUrl", "ListDeadLetterSourceQueues"] })],
  ["UnsupportedOperation", PREFIX + "UnsupportedOperation", "SendMessage",
    (QueueUrl) => ({ QueueUrl, MessageBody: "x",
      MessageAttributes: { a: { DataType: "String", StringListValues: ["v"] } } })],
  // the server runs with its strict options
  ["QueueDeletedRecently", PREFIX + "QueueDeletedRecently", "CreateQueue",
    async (QueueUrl, call) => {
      await call("DeleteQueue", { QueueUrl });
      return { QueueName: QueueUrl.split("/").pop() };
    }],
  ["PurgeQueueInProgress", PREFIX + "PurgeQueueInProgress", "PurgeQueue",
    async (QueueUrl, call) => {
      await call("PurgeQueue", { QueueUrl });
      return { QueueUrl };
    }],
  ["ResourceNotFoundException", "ResourceNotFoundException", "ListMessageMoveTasks",
    (url) => ({ SourceArn: `arn:aws:sqs:us-east-1:000000000000:${url.split("/").pop()}-gone` })],
];

function errorTests({ call, isError }, { makeQueue, send }) {
  for (const [shape, code, action, parameters] of ERRORS) {
    test(`${shape} is caught`, async () => {
      const url = await makeQueue("errors");
      const refused = await parameters(url, call);
      await assert.rejects(call(action, refused), (error) => {
        assert.ok(isError(error, shape, code), `${error.name} ${error.code}: ${error.message}`);
        return true;
      });
    });
  }

  test("RequestThrottled is caught", async () => {
    const url = await makeQueue("throttled");
    const fault = { fault: "fail", queue: url.split("/").pop(), code: "RequestThrottled" };
    const { id } = await ropeline("POST", "faults", fault);
    await assert.rejects(send(url, "x"), (error) =>
      isError(error, "RequestThrottled", "RequestThrottled"));
    await ropeline("DELETE", `faults/${id}`);
    await send(url, "let through");
  });
}

function pageTests({ call }, { makeQueue }) {
  test("pages of queues", async () => {
    const QueueNamePrefix = unique("page");
    const made = new Set();
    for (let n = 0; n < 5; n++) made.add(await makeQueue(QueueNamePrefix));
    const pages = [];
    let NextToken;
    do {
      const more = NextToken ? { NextToken } : {};
      const page = await call("ListQueues", { QueueNamePrefix, MaxResults: 2, ...more });
      pages.push(page.QueueUrls);
      NextToken = page.NextToken;
    } while (NextToken);
    assert.deepEqual(pages.map((page) => page.length), [2, 2, 1]);
    assert.deepEqual(new Set(pages.flat()), made);
  });
}

/** Declares all tests of the list for one adapter. */
export function walk(adapter) {
  const shared = verbs(adapter.call);
  for (const part of [
    queueTests, messageTests, timeTests, fifoTests, redriveTests, errorTests, pageTests,
  ]) {
    part(adapter, shared);
  }
}
