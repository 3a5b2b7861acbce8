// The idempotent consumer in JavaScript, on PostgreSQL, with four consumers at once. Ten payments were sent twice, so two
// consumers may hold the same payment at the same time: the second one's INSERT waits until the first one's
// transaction ends. The queue delivers ten messages again after they were deleted, and two consumers crash.
import { SQS } from "@aws-sdk/client-sqs";
import pg from "pg";

const account = "111122223333"; // an access key of 12 digits is an account of its own
const endpoint = process.env.ROPELINE_ENDPOINT ?? "http://localhost:9324";
const credentials = { accessKeyId: account, secretAccessKey: "test" };
const sqs = new SQS({ endpoint, region: "us-east-1", credentials });
const bank = new pg.Pool(); // finds the database by PGHOST and its like

const say = (what, text) => console.log(what.padEnd(11) + text);

async function lab(method, path, body) {
  const headers = { "X-Ropeline": "1" };
  const answer = await fetch(`${endpoint}/_ropeline/${path}`, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Books a payment once: the booking and the memory of it in one transaction. */
async function book(payment, fails) {
  const connection = await bank.connect();
  try {
    await connection.query("BEGIN");
    const { rowCount } = await connection.query(
      "INSERT INTO processed_messages (message_key) VALUES ($1) ON CONFLICT DO NOTHING", [payment.id]);
    if (rowCount === 1) {
      await connection.query("UPDATE account SET balance = balance + $1", [payment.amount]);
    }
    if (fails) throw new Error("crash before the commit");
    await connection.query("COMMIT");
    return rowCount === 1;
  } catch (error) {
    await connection.query("ROLLBACK");
    throw error;
  } finally {
    connection.release();
  }
}

const counts = { deliveries: 0, booked: 0, again: 0, crashes: 0 };

async function consumer(QueueUrl, crashes) {
  for (;;) {
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl });
    if (Messages.length === 0) return;
    const payment = JSON.parse(Messages[0].Body);
    counts.deliveries += 1;
    try {
      counts[(await book(payment, crashes.delete(payment.id))) ? "booked" : "again"] += 1;
    } catch (error) {
      if (error.message !== "crash before the commit") throw error;
      counts.crashes += 1;
      continue; // not deleted: it comes again
    }
    // Committed: now it may go.
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle });
  }
}

await bank.query("CREATE TABLE processed_messages (message_key TEXT PRIMARY KEY, at TIMESTAMPTZ DEFAULT now())");
await bank.query("CREATE TABLE account (balance INTEGER)");
await bank.query("INSERT INTO account VALUES (0)");

const { QueueUrl } = await sqs.createQueue({ QueueName: "payments", Attributes: { VisibilityTimeout: "30" } });
const pay = (n) => sqs.sendMessage({ QueueUrl, MessageBody: JSON.stringify({ id: `payment ${n}`, amount: 10 }) });
for (let n = 1; n <= 20; n += 1) {
  await pay(n);
  if (n <= 10) await pay(n); // the producer lost the answer and sends again
}
say("sent", "30 messages about 20 payments of 10");

await lab("POST", "faults", { fault: "duplicate", after_delete: true, queue: "payments", next: 10, account });
const crashes = new Set(["payment 3", "payment 18"]);
const all = () => Promise.all([1, 2, 3, 4].map(() => consumer(QueueUrl, crashes)));
await all();
await lab("POST", "clock", { advance_ms: 31_000, account });
await all();

say("consumers", `${counts.deliveries} deliveries: the 30, 10 duplicates, and 2 again after a crash`);
say("", `${counts.booked} booked, ${counts.again} known already, ${counts.crashes} crashes before the commit`);
const { rows } = await bank.query("SELECT balance FROM account");
say("account", `balance ${rows[0].balance}: each payment is in it once`);
await bank.end();
