// What goes wrong with queues, and what the shop makes of it. No test sleeps.
import { SQS } from "@aws-sdk/client-sqs";
import { withRopeline } from "ropeline-testing";
import { test as base, expect } from "vitest";

import { consume, poll } from "../src/consumer.js";
import { placeOrder } from "../src/producer.js";
import { openStock } from "../src/stock.js";

const test = withRopeline(base).extend({
  sqs: async ({ ropeline }, use) => use(new SQS(ropeline.clientOptions)),
  stock: async ({}, use) => use(await openStock({ cup: 10 })),
});

const order = { id: "order-1", item: "cup", quantity: 3 };

async function makeQueue(sqs, QueueName = "orders", Attributes = {}) {
  return (await sqs.createQueue({ QueueName, Attributes })).QueueUrl;
}

test("delivered twice, taken once", async ({ ropeline, sqs, stock }) => {
  const url = await makeQueue(sqs);
  await placeOrder(sqs, url, order);
  await ropeline.fault("duplicate", { queue: "orders", after_delete: true, next: 1 });

  await poll(sqs, url, stock);
  await poll(sqs, url, stock);

  expect(await ropeline.waitFor("delivered", "orders", { count: 2 })).toHaveLength(2);
  expect(stock.quantity("cup")).toBe(7);
});

test("a lost answer is retried by the SDK", async ({ ropeline, sqs, stock }) => {
  const url = await makeQueue(sqs);
  await ropeline.fault("lose_reply", { queue: "orders", action: "SendMessage", next: 1 });

  await placeOrder(sqs, url, order); // the SDK sends again, and says nothing

  expect(await ropeline.history({ queue: "orders", event: "sent" })).toHaveLength(2);
  await poll(sqs, url, stock);
  await ropeline.empty("orders");
  expect(stock.quantity("cup")).toBe(7);
});

test("five minutes later the queue no longer knows the order", async ({ ropeline, sqs, stock }) => {
  const url = await makeQueue(sqs, "orders.fifo", { FifoQueue: "true" });
  await placeOrder(sqs, url, order);
  await placeOrder(sqs, url, order);
  expect(await ropeline.history({ queue: "orders.fifo", event: "deduplicated" })).toHaveLength(1);

  await ropeline.advance({ seconds: 301 });
  await placeOrder(sqs, url, order);

  expect(await ropeline.history({ queue: "orders.fifo", event: "sent" })).toHaveLength(2);
  await poll(sqs, url, stock);
  await poll(sqs, url, stock);
  await ropeline.empty("orders.fifo");
  expect(stock.quantity("cup")).toBe(7); // the shop still knows it
});

test("a poison order goes to the dead letters", async ({ ropeline, sqs, stock }) => {
  const dead = await makeQueue(sqs, "orders-dead");
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: dead, AttributeNames: ["QueueArn"] });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes.QueueArn, maxReceiveCount: 3 });
  const url = await makeQueue(sqs, "orders", { VisibilityTimeout: "30", RedrivePolicy });
  await placeOrder(sqs, url, { id: "order-2", item: "saucer", quantity: 1 });
  await placeOrder(sqs, url, order);

  for (let delivery = 1; delivery <= 4; delivery += 1) {
    await poll(sqs, url, stock);
    await ropeline.advance({ seconds: 31 });
  }

  await ropeline.waitFor("dead_lettered", "orders");
  await ropeline.empty("orders");
  expect(stock.quantity("cup")).toBe(7);
  expect(await ropeline.report("dlq_empty")).toMatchObject({ passed: false }); // it tells of dead letters
});

test("a consumer in the background", async ({ ropeline, sqs, stock }) => {
  const url = await makeQueue(sqs);
  const stop = new AbortController();
  const consumer = consume(sqs, url, stock, stop.signal);
  try {
    for (const number of [1, 2, 3]) await placeOrder(sqs, url, { ...order, id: `order-${number}` });
    await ropeline.waitFor("deleted", "orders", { count: 3 });
    expect(stock.quantity("cup")).toBe(1);
    expect(await ropeline.report("nothing_in_flight", "dlq_empty")).toMatchObject({ passed: true });
  } finally {
    stop.abort();
    await consumer;
  }
});
