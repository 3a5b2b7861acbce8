/** Receives what there is and handles it. A message that fails is left for a later delivery. */
export async function poll(sqs, QueueUrl, stock, { waitSeconds = 0, abortSignal } = {}) {
  const parameters = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: waitSeconds };
  const { Messages = [] } = await sqs.receiveMessage(parameters, { abortSignal });
  for (const message of Messages) {
    try {
      stock.take(JSON.parse(message.Body));
    } catch (error) {
      console.warn(`order not handled: ${error.message}`);
      continue;
    }
    // Committed: now the queue may forget it.
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message.ReceiptHandle });
  }
}

/** Polls until the signal is aborted. */
export async function consume(sqs, QueueUrl, stock, abortSignal) {
  while (!abortSignal.aborted) {
    try {
      await poll(sqs, QueueUrl, stock, { waitSeconds: 20, abortSignal });
    } catch (error) {
      if (!abortSignal.aborted) throw error;
    }
  }
}
