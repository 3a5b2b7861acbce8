// What the sample project does not show of this library. It speaks with the server alone: no SDK is needed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Lab, startServer } from "./index.js";

let server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const newLab = () => new Lab({ endpoint: server.endpoint });

async function faultsOf(lab) {
  const answer = await fetch(`${server.endpoint}/_ropeline/faults?account=${lab.account}`);
  return (await answer.json()).faults.length;
}

test("each laboratory has an account of its own", () => {
  const accounts = new Set(Array.from({ length: 20 }, () => newLab().account));
  assert.equal(accounts.size, 20);
  for (const account of accounts) assert.match(account, /^\d{12}$/);
});

test("faults are taken back, and nobody else's", async () => {
  const [mine, other] = [newLab(), newLab()];
  await mine.fault("hide", { for_ms: 1000 });
  await other.fault("hide", { for_ms: 1000 });
  await mine.clearFaults();
  assert.deepEqual([await faultsOf(mine), await faultsOf(other)], [0, 1]);
});

test("a refusal says why", async () => {
  await assert.rejects(newLab().fault("nonsense"), /400 fault must be one of/);
  await assert.rejects(newLab().waitFor("sent", "q", { timeout: 10 }), /sent in q: 0 after 10 ms/);
});

test("a server that does not start says why", async () => {
  await assert.rejects(startServer("/nowhere/ropeline"), /did not start: spawn .*ENOENT .*ROPELINE_BIN/);
  await assert.rejects(startServer("false"), /did not start/);
});
