// Makes an adapter for ../js/walk.mjs of one release of the AWS SDK for JavaScript v2. It sends each
// call to the host of the QueueUrl, and tells errors by their Query code in both protocols.
import assert from "node:assert/strict";
import { test } from "node:test";

export function adapter(AWS, protocol) {
  const sqs = new AWS.SQS({ endpoint: process.env.ROPELINE_ENDPOINT, maxRetries: 0 });
  test(`speaks ${protocol}`, () => assert.equal(sqs.api.protocol, protocol));
  return {
    call: (action, parameters) =>
      sqs[action[0].toLowerCase() + action.slice(1)](parameters).promise(),
    isError: (error, _shape, code) => error.code === code,
  };
}
