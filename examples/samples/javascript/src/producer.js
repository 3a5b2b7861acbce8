/** On a FIFO queue orders of one item stay in order, and an order's id lets SQS know a second send. */
export async function placeOrder(sqs, QueueUrl, order) {
  const options = QueueUrl.endsWith(".fifo") ? { MessageGroupId: order.item, MessageDeduplicationId: order.id } : {};
  await sqs.sendMessage({ QueueUrl, MessageBody: JSON.stringify(order), ...options });
}
