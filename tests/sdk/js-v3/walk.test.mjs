// The walk with the AWS SDK for JavaScript v3 (AWS JSON). The endpoint comes from AWS_ENDPOINT_URL_SQS,
// as people set it; errors are told apart by class.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as sdk from "@aws-sdk/client-sqs";

import { walk } from "../js/walk.mjs";

const client = new sdk.SQSClient({ maxAttempts: 1 });

walk({
  call: (action, parameters) => client.send(new sdk[`${action}Command`](parameters)),
  isError: (error, shape, code) => {
    assert.ok(error instanceof sdk[shape], `${error.name} is not a ${shape}`);
    assert.equal(error.Code ?? code, code);
    return error.$fault === "client";
  },
});

test("without an endpoint, the queue's URL is where requests go", async () => {
  const parameters = { QueueName: `origin-${process.pid}` };
  const { QueueUrl } = await client.send(new sdk.CreateQueueCommand(parameters));
  const { AWS_ENDPOINT_URL_SQS } = process.env;
  delete process.env.AWS_ENDPOINT_URL_SQS;
  try {
    const follower = new sdk.SQSClient({ maxAttempts: 1 });
    await follower.send(new sdk.SendMessageCommand({ QueueUrl, MessageBody: "by its URL" }));
  } finally {
    process.env.AWS_ENDPOINT_URL_SQS = AWS_ENDPOINT_URL_SQS;
  }
  const { Messages } = await client.send(new sdk.ReceiveMessageCommand({ QueueUrl }));
  assert.equal(Messages[0].Body, "by its URL");
});

// A client of the other version goes where the URL says and cannot get this error.
test("InvalidAddress is caught", async () => {
  const fixed = new sdk.SQSClient({ maxAttempts: 1, endpoint: process.env.ROPELINE_ENDPOINT });
  const parameters = { QueueUrl: "http://localhost:4566/000000000000/q", MessageBody: "x" };
  await assert.rejects(fixed.send(new sdk.SendMessageCommand(parameters)), sdk.InvalidAddress);
});
