// sqs-consumer as people run it: it polls, hands messages to a handler, deletes what was handled and
// leaves what failed; heartbeats keep a slow handler's message.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { test } from "node:test";

import { SQS } from "@aws-sdk/client-sqs";
import { Consumer } from "sqs-consumer";

const sqs = new SQS({ maxAttempts: 1 });

async function advance(seconds) {
  const answer = await fetch(`${process.env.ROPELINE_ENDPOINT}/_ropeline/clock`, {
    method: "POST",
    headers: { "X-Ropeline": "1", "Content-Type": "application/json" },
    body: JSON.stringify({ advance_ms: seconds * 1000 }),
  });
  assert.equal(answer.status, 200);
}

async function makeQueue(Attributes = {}) {
  const QueueName = `consumer-${randomUUID().slice(0, 13)}${Attributes.FifoQueue ? ".fifo" : ""}`;
  return (await sqs.createQueue({ QueueName, Attributes })).QueueUrl;
}

async function counts(QueueUrl) {
  const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"];
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: names });
  return names.map((name) => Number(Attributes[name]));
}

/** Runs a consumer until `enough(handled)`; the bodies it handled, in order. */
async function consume(queueUrl, enough, options = {}, handler = async () => {}) {
  const handled = [];
  let finish;
  const finished = new Promise((resolve) => (finish = resolve));
  const note = async (messages) => {
    for (const message of [messages].flat()) {
      handled.push(message.Body);
      await handler(message, handled.length);
    }
    return messages;
  };
  const handle = options.batch ? { handleMessageBatch: note } : { handleMessage: note };
  const consumer = Consumer.create({ queueUrl, sqs, waitTimeSeconds: 1, ...options.consumer, ...handle });
  const problems = [];
  consumer.on("error", (error) => problems.push(error));
  for (const event of ["message_processed", "processing_error", "response_processed"]) {
    consumer.on(event, () => enough(handled) && finish());
  }
  consumer.start();
  await finished;
  const stopped = once(consumer, "stopped");
  consumer.stop();
  await stopped;
  assert.deepEqual(problems, []);
  return handled;
}

test("messages are handled and deleted", async () => {
  const queue = await makeQueue();
  for (const body of ["one", "two", "three"]) {
    await sqs.sendMessage({ QueueUrl: queue, MessageBody: body });
  }
  const handled = await consume(queue, (all) => all.length >= 3);
  assert.deepEqual(handled.sort(), ["one", "three", "two"]);
  assert.deepEqual(await counts(queue), [0, 0]);
});

test("batches are handled and deleted together", async () => {
  const queue = await makeQueue();
  const Entries = Array.from({ length: 10 }, (_, n) => ({ Id: `e${n}`, MessageBody: `b${n}` }));
  await sqs.sendMessageBatch({ QueueUrl: queue, Entries });
  const options = { batch: true, consumer: { batchSize: 10 } };
  const handled = await consume(queue, (all) => all.length >= 10, options);
  assert.deepEqual(handled.sort(), Entries.map((entry) => entry.MessageBody));
  assert.deepEqual(await counts(queue), [0, 0]);
});

test("a failed message comes back after its visibility timeout", async () => {
  const queue = await makeQueue();
  await sqs.sendMessage({ QueueUrl: queue, MessageBody: "flaky" });
  const fail = async () => {
    throw new Error("the handler is not well today");
  };
  assert.deepEqual(await consume(queue, (all) => all.length >= 1, {}, fail), ["flaky"]);
  assert.deepEqual(await counts(queue), [0, 1]);
  await advance(31);
  assert.deepEqual(await consume(queue, (all) => all.length >= 1), ["flaky"]);
  assert.deepEqual(await counts(queue), [0, 0]);
});

test("terminateVisibilityTimeout gives a failed message back at once", async () => {
  const queue = await makeQueue();
  await sqs.sendMessage({ QueueUrl: queue, MessageBody: "again" });
  const consumer = Consumer.create({
    queueUrl: queue, sqs, waitTimeSeconds: 1, terminateVisibilityTimeout: true,
    handleMessage: async () => {
      throw new Error("once more");
    },
  });
  const failed = once(consumer, "processing_error");
  consumer.on("error", () => {});
  consumer.start();
  await failed;
  const stopped = once(consumer, "stopped");
  consumer.stop();
  await stopped;
  const { Messages } = await sqs.receiveMessage({ QueueUrl: queue, WaitTimeSeconds: 5 });
  assert.equal(Messages[0].Body, "again");
});

test("a FIFO queue is handled in order", async () => {
  const queue = await makeQueue({ FifoQueue: "true", ContentBasedDeduplication: "true" });
  for (const body of ["1", "2", "3", "4"]) {
    await sqs.sendMessage({ QueueUrl: queue, MessageBody: body, MessageGroupId: "g" });
  }
  const options = { consumer: { suppressFifoWarning: true } };
  assert.deepEqual(await consume(queue, (all) => all.length >= 4, options), ["1", "2", "3", "4"]);
  assert.deepEqual(await counts(queue), [0, 0]);
});

test("a missing queue is told as such", async () => {
  const queueUrl = (await makeQueue()) + "-never";
  const consumer = Consumer.create({ queueUrl, sqs, handleMessage: async () => {} });
  const told = once(consumer, "error");
  consumer.start();
  const [error] = await told;
  consumer.stop({ abort: true });
  assert.match(`${error.code} ${error.message}`, /NonExistentQueue|QueueDoesNotExist/);
});
