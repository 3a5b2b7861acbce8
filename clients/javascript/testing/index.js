// Tests that speak with a Ropeline server: its clock, its faults, its memory of what happened.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { randomInt } from "node:crypto";

/** The laboratory of one account of a server that runs with --test-mode. Accounts are separate: each test takes one
 * of its own and sees nobody else's queues, clock or faults, also when tests run in parallel on one server. */
export class Lab {
  constructor({ endpoint = process.env.ROPELINE_ENDPOINT ?? "http://localhost:9324", account } = {}) {
    this.endpoint = endpoint.replace(/\/+$/, "");
    this.account = account ?? String(randomInt(1, 2 ** 39)).padStart(12, "0");
  }

  /** For the AWS SDK v3: new SQS(lab.clientOptions). The access key is the account. */
  get clientOptions() {
    const credentials = { accessKeyId: this.account, secretAccessKey: "test" };
    return { endpoint: this.endpoint, region: "us-east-1", credentials };
  }

  /** Moves this account's time on. What came due has happened when the promise is fulfilled. */
  async advance({ seconds }) {
    await this.#ask("POST", "clock", { advance_ms: Math.round(seconds * 1000), account: this.account });
  }

  /** Injects a fault, for example fault("lose_reply", { action: "SendMessage", next: 1 }); answers its id. */
  async fault(kind, members = {}) {
    return (await this.#ask("POST", "faults", { fault: kind, account: this.account, ...members })).id;
  }

  /** Takes all faults of this account back, and nobody else's. */
  async clearFaults() {
    await this.#ask("DELETE", this.#query("faults", {}));
  }

  /** The events so far, oldest first; filters: queue, message, group, event, since. */
  async history(filters = {}) {
    return (await this.#ask("GET", this.#query("history", filters))).events;
  }

  /** Waits until the event happened in the queue (`count` times) and answers the events. It looks back too: what
   * happened before the call counts. Rejects after `timeout` milliseconds of real time. */
  async waitFor(event, queue, { timeout = 10_000, ...filters } = {}) {
    const condition = { queue, until: event, timeout_ms: timeout, account: this.account, ...filters };
    const answer = await this.#ask("POST", "await", condition);
    if (!answer.met) throw new Error(`${event} in ${queue}: ${answer.count} after ${timeout} ms`);
    return answer.events;
  }

  /** Waits until the queue has no message: visible, in flight or delayed. */
  async empty(queue, options = {}) {
    await this.waitFor("empty", queue, options);
  }

  /** Whether the expectations hold (all, when none is named): { passed, checks, lints }. */
  async report(...expect) {
    return this.#ask("GET", this.#query("report", expect.length ? { expect: expect.join(",") } : {}));
  }

  /** The whole report, to be read. */
  async reportText() {
    return this.#text("GET", this.#query("report", { format: "text" }));
  }

  /** Deletes the account's queues, faults and history. */
  async reset() {
    await this.#ask("POST", "reset", { account: this.account });
  }

  #query(path, filters) {
    return `${path}?${new URLSearchParams({ account: this.account, ...filters })}`;
  }

  async #ask(method, path, body) {
    return JSON.parse(await this.#text(method, path, body));
  }

  async #text(method, path, body) {
    const answer = await fetch(`${this.endpoint}/_ropeline/${path}`, {
      method,
      headers: { "X-Ropeline": "1", "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (answer.ok) return text;
    let reason = text;
    try {
      reason = JSON.parse(text).error;
    } catch {
      // Not one of the server's own answers: shown as it is.
    }
    throw new Error(`ropeline: ${answer.status} ${reason}`);
  }
}

/** Starts the binary (by default $ROPELINE_BIN, else `ropeline` on the PATH) on a free port, in memory. */
export async function startServer(binary = process.env.ROPELINE_BIN || "ropeline") {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("ROPELINE_")));
  const server = spawn(binary, ["--host", "127.0.0.1", "--port", "0", "--test-mode"], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const endpoint = await new Promise((resolve, reject) => {
    let said = "";
    const hint = "set ROPELINE_BIN to the binary, or put it on the PATH";
    server.on("error", (error) => reject(new Error(`ropeline did not start: ${error.message} (${hint})`)));
    server.on("exit", () => reject(new Error(`ropeline did not start: ${said}`)));
    server.stderr.on("data", (data) => {
      said += data;
      if (said.includes("Ready.")) resolve(/listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)[1]);
    });
  });
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    await ended;
  };
  return { endpoint, stop };
}

/** Vitest's `test` with a fixture `ropeline`: a laboratory for each test, emptied afterwards. When the
 * test fails, its report is shown.
 *
 *     import { test as base } from "vitest";
 *     const test = withRopeline(base);
 *     test("...", async ({ ropeline }) => { ... });
 */
export const withRopeline = (test) =>
  test.extend({
    ropeline: async ({ task }, use) => {
      const lab = new Lab();
      await use(lab);
      if (task.result?.state === "fail") console.log(await lab.reportText());
      await lab.reset();
    },
  });
