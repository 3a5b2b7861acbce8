# The three batch actions: checks of the whole request, failures of single entries.

== a batch needs one to ten entries
spec: actions.0.5 actions.0.6 actions.0.17
queue q
SendMessageBatch {"QueueUrl": "{{q}}", "Entries": [{{entry*11}}]}
! 400 TooManyEntriesInBatchRequest AWS.SimpleQueueService.TooManyEntriesInBatchRequest Maximum number of entries per request are 10. You have sent 11.
DeleteMessageBatch {"QueueUrl": "{{q}}", "Entries": [{{entry*11}}]}
! 400 TooManyEntriesInBatchRequest AWS.SimpleQueueService.TooManyEntriesInBatchRequest Maximum number of entries per request are 10. You have sent 11.
ChangeMessageVisibilityBatch {"QueueUrl": "{{q}}", "Entries": [{{entry*20}}]}
! 400 TooManyEntriesInBatchRequest AWS.SimpleQueueService.TooManyEntriesInBatchRequest Maximum number of entries per request are 10. You have sent 20.
SendMessageBatch {"QueueUrl": "{{q}}", "Entries": [{{entry*10}}]}
~ {"Failed": null}
SendMessageBatch {"QueueUrl": "{{base}}/nothing", "Entries": [{{entry*11}}]}
! 400 QueueDoesNotExist AWS.SimpleQueueService.NonExistentQueue *

== an empty list of entries
spec: actions.0.5
only: json
queue q
SendMessageBatch {"QueueUrl": "{{q}}", "Entries": []}
! 400 EmptyBatchRequest AWS.SimpleQueueService.EmptyBatchRequest There should be at least one SendMessageBatchRequestEntry in the request.
DeleteMessageBatch {"QueueUrl": "{{q}}", "Entries": []}
! 400 EmptyBatchRequest AWS.SimpleQueueService.EmptyBatchRequest There should be at least one DeleteMessageBatchRequestEntry in the request.
ChangeMessageVisibilityBatch {"QueueUrl": "{{q}}", "Entries": []}
! 400 EmptyBatchRequest AWS.SimpleQueueService.EmptyBatchRequest There should be at least one ChangeMessageVisibilityBatchRequestEntry in the request.
SendMessageBatch {"QueueUrl": "{{q}}"}
! 400 MissingRequiredParameterException MissingParameter The request must contain the parameter Entries.

== a form without entries
spec: actions.0.17 actions.0.5
only: query
queue q
SendMessageBatch {"QueueUrl": "{{q}}"}
! 400 EmptyBatchRequest AWS.SimpleQueueService.EmptyBatchRequest There should be at least one SendMessageBatchRequestEntry in the request.

== ids of entries
spec: actions.0.7 actions.0.8 actions.0.18
queue q
SendMessageBatch {"QueueUrl": "{{q}}", "Entries": [{"Id": "", "MessageBody": "a"}]}
! 400 InvalidBatchEntryId AWS.SimpleQueueService.InvalidBatchEntryId A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.
SendMessageBatch {"QueueUrl": "{{q}}", "Entries": [{"Id": "{{a*110}}", "MessageBody": "a"}]}
! 400 InvalidBatchEntryId AWS.SimpleQueueService.InvalidBatchEntryId A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.
SendMessageBatch {"QueueUrl": "{{q}}", "Entries": [{"Id": "{{a*81}}", "MessageBody": "a"}]}
! 400 InvalidBatchEntryId AWS.SimpleQueueService.InvalidBatchEntryId *
DeleteMessageBatch {"QueueUrl": "{{q}}", "Entries": [{"Id": "invalid:id", "ReceiptHandle": "a"}]}
! 400 InvalidBatchEntryId AWS.SimpleQueueService.InvalidBatchEntryId *
ChangeMessageVisibilityBatch {"QueueUrl": "{{q}}", "Entries": [{"Id": "a b", "ReceiptHandle": "a", "VisibilityTimeout": 1}]}
! 400 InvalidBatchEntryId AWS.SimpleQueueService.InvalidBatchEntryId *
SendMessageBatch {"QueueUrl": "{{q}}", "Entries": [{"Id": "{{a*80}}", "MessageBody": "a"}]}
~ {"Failed": null}
SendMessageBatch {"QueueUrl": "{{q}}", "Entries": [{"Id": "id_1", "MessageBody": "a"}, {"Id": "id_2", "MessageBody": "a"}, {"Id": "id_2", "MessageBody": "a"}, {"Id": "id_1", "MessageBody": "a"}]}
! 400 BatchEntryIdsNotDistinct AWS.SimpleQueueService.BatchEntryIdsNotDistinct Id id_2 repeated.
DeleteMessageBatch {"QueueUrl": "{{q}}", "Entries": [{"Id": "a", "ReceiptHandle": "x"}, {"Id": "a", "ReceiptHandle": "x"}]}
! 400 BatchEntryIdsNotDistinct AWS.SimpleQueueService.BatchEntryIdsNotDistinct Id a repeated.
ChangeMessageVisibilityBatch {"QueueUrl": "{{q}}", "Entries": [{"Id": "a", "ReceiptHandle": "x", "VisibilityTimeout": 1}, {"Id": "a", "ReceiptHandle": "x", "VisibilityTimeout": 1}]}
! 400 BatchEntryIdsNotDistinct AWS.SimpleQueueService.BatchEntryIdsNotDistinct Id a repeated.
SendMessageBatch {"QueueUrl": "{{q}}", "Entries": [{"Id": "a", "MessageBody": "a"}, {"Id": "a", "MessageBody": "a"}, {"Id": "!", "MessageBody": "a"}]}
! 400 InvalidBatchEntryId AWS.SimpleQueueService.InvalidBatchEntryId *

== an unknown queue before an empty body
spec: wire.0.8 actions.0.3
SendMessageBatch {"QueueUrl": "{{base}}/nothing", "Entries": [{"Id": "1", "MessageBody": ""}]}
! 400 QueueDoesNotExist AWS.SimpleQueueService.NonExistentQueue *

== the size of a batch
spec: actions.0.9
queue q MaximumMessageSize=1024
queue r
SendMessageBatch {"QueueUrl": "{{q}}", "Entries": [{"Id": "1", "MessageBody": "{{a*524288}}"}, {"Id": "2", "MessageBody": "{{a*524289}}"}]}
! 400 BatchRequestTooLong AWS.SimpleQueueService.BatchRequestTooLong Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.
SendMessageBatch {"QueueUrl": "{{r}}", "Entries": [{"Id": "1", "MessageBody": "{{a*524288}}"}, {"Id": "2", "MessageBody": "{{a*524288}}"}]}
~ {"Failed": null}
SendMessageBatch {"QueueUrl": "{{r}}", "Entries": [{"Id": "1", "MessageBody": "{{a*524288}}"}, {"Id": "2", "MessageBody": "{{a*524280}}", "MessageAttributes": {"k": {"DataType": "String", "StringValue": "xy"}}}]}
! 400 BatchRequestTooLong AWS.SimpleQueueService.BatchRequestTooLong Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.

== entries that fail leave the others alone
spec: actions.0.10 actions.0.11 actions.0.12 actions.0.13 actions.0.14 actions.8.1 actions.8.4 actions.8.5 actions.8.6 actions.8.7 actions.8.8
queue q MaximumMessageSize=1024
SendMessageBatch {"QueueUrl": "{{q}}", "Entries": [{"Id": "ok", "MessageBody": "test"}, {"Id": "large", "MessageBody": "{{a*1025}}"}, {"Id": "char", "MessageBody": "\u0008"}, {"Id": "dedup", "MessageBody": "a", "MessageDeduplicationId": "d"}, {"Id": "empty", "MessageBody": ""}, {"Id": "delay", "MessageBody": "a", "DelaySeconds": 901}, {"Id": "attr", "MessageBody": "a", "MessageAttributes": {"a!": {"DataType": "String", "StringValue": "x"}}}, {"Id": "group", "MessageBody": "a", "MessageGroupId": "a b"}, {"Id": "last", "MessageBody": "b", "MessageAttributes": {"k": {"DataType": "String", "StringValue": "x"}}}]}
= {"Successful": [{"Id": "ok", "MD5OfMessageBody": "098f6bcd4621d373cade4e832627b4f6", "MessageId": "*"}, {"Id": "last", "MD5OfMessageAttributes": "a45daa70926828a2f0a1db3418e6feb4", "MD5OfMessageBody": "*", "MessageId": "*"}], "Failed": [{"Id": "large", "SenderFault": true, "Code": "InvalidParameterValue", "Message": "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes."}, {"Id": "char", "SenderFault": true, "Code": "InvalidMessageContents", "Message": "Invalid binary character '#x8' was found in the message body, *"}, {"Id": "dedup", "SenderFault": true, "Code": "InvalidParameterValue", "Message": "The request include parameter that is not valid for this queue type"}, {"Id": "empty", "SenderFault": true, "Code": "MissingParameter", "Message": "The request must contain the parameter SendMessageBatchRequestEntry.5.MessageBody."}, {"Id": "delay", "SenderFault": true, "Code": "InvalidParameterValue", "Message": "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900."}, {"Id": "attr", "SenderFault": true, "Code": "InvalidParameterValue", "Message": "*"}, {"Id": "group", "SenderFault": true, "Code": "InvalidParameterValue", "Message": "Value a b for parameter MessageGroupId is invalid. *"}]}
SendMessageBatch {"QueueUrl": "{{q}}", "Entries": [{"Id": "1", "MessageBody": "\u0000"}, {"Id": "2", "MessageBody": "\u0013"}]}
= {"Failed": [{"Id": "1", "SenderFault": true, "Code": "InvalidMessageContents", "Message": "*'#x0'*"}, {"Id": "2", "SenderFault": true, "Code": "InvalidMessageContents", "Message": "*'#x13'*"}]}

== a FIFO batch lacks ids
spec: actions.8.2 actions.8.3
fifo f
SendMessageBatch {"QueueUrl": "{{f}}", "Entries": [{"Id": "1", "MessageBody": "a", "MessageGroupId": "g", "MessageDeduplicationId": "d"}, {"Id": "2", "MessageBody": "b", "MessageGroupId": "g"}]}
! 400 InvalidParameterValueException InvalidParameterValue The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly
SendMessageBatch {"QueueUrl": "{{f}}", "Entries": [{"Id": "1", "MessageBody": "a", "MessageGroupId": "g", "MessageDeduplicationId": "d"}, {"Id": "2", "MessageBody": "b", "MessageDeduplicationId": "e"}]}
! 400 InvalidParameterValueException InvalidParameterValue The request must contain the parameter MessageGroupId.
receive f 10
bodies
SendMessageBatch {"QueueUrl": "{{f}}", "Entries": [{"Id": "1", "MessageBody": "a", "MessageGroupId": "g", "MessageDeduplicationId": "d"}, {"Id": "2", "MessageBody": "b", "MessageGroupId": "g", "MessageDeduplicationId": "e"}]}
~ {"Failed": null, "Successful": [{"SequenceNumber": "<<a>>"}, {"SequenceNumber": "<<b>>"}]}
less {{a}} {{b}}

== deletes in a batch
spec: actions.11.1 actions.0.11 actions.0.12
queue q
queue r
send q a
send q b
send r c
receive q 10
receive r 10
DeleteMessageBatch {"QueueUrl": "{{q}}", "Entries": [{"Id": "1", "ReceiptHandle": "{{a.handle}}"}, {"Id": "2", "ReceiptHandle": "garbage"}, {"Id": "3", "ReceiptHandle": "{{c.handle}}"}, {"Id": "4", "ReceiptHandle": ""}, {"Id": "5", "ReceiptHandle": "{{b.handle}}"}]}
~ {"Successful": [{"Id": "1"}, {"Id": "5"}], "Failed": [{"Id": "2", "SenderFault": true, "Code": "ReceiptHandleIsInvalid", "Message": "*"}, {"Id": "3", "SenderFault": true, "Code": "ReceiptHandleIsInvalid", "Message": "*"}, {"Id": "4", "SenderFault": true, "Code": "MissingParameter", "Message": "*ReceiptHandle."}]}
DeleteMessageBatch {"QueueUrl": "{{q}}", "Entries": [{"Id": "1", "ReceiptHandle": "{{a.handle}}"}]}
= {"Successful": [{"Id": "1"}]}
count q 0 0 0

== expired handles in a FIFO batch
spec: actions.11.1 fifo.4.1
fifo f VisibilityTimeout=1
send f a g 1
receive f 1
clock 1000
DeleteMessageBatch {"QueueUrl": "{{f}}", "Entries": [{"Id": "1", "ReceiptHandle": "{{a.handle}}"}]}
= {"Failed": [{"Id": "1", "SenderFault": true, "Code": "InvalidParameterValue", "Message": "*The receipt handle has expired."}]}

== changes in a batch
spec: actions.13.1 wire.0.7 actions.0.11
queue q
send q a
send q b
send q c
receive q 10
delete q c
ChangeMessageVisibilityBatch {"QueueUrl": "{{q}}", "Entries": [{"Id": "1", "ReceiptHandle": "{{a.handle}}", "VisibilityTimeout": 0}, {"Id": "2", "ReceiptHandle": "{{c.handle}}", "VisibilityTimeout": 0}, {"Id": "3", "ReceiptHandle": "garbage", "VisibilityTimeout": 0}, {"Id": "4", "ReceiptHandle": "{{b.handle}}", "VisibilityTimeout": 43201}, {"Id": "5", "ReceiptHandle": "{{b.handle}}"}]}
= {"Successful": [{"Id": "1"}], "Failed": [{"Id": "2", "SenderFault": true, "Code": "ReceiptHandleIsInvalid", "Message": "Message does not exist or is not available for visibility timeout change"}, {"Id": "3", "SenderFault": true, "Code": "ReceiptHandleIsInvalid", "Message": "*"}, {"Id": "4", "SenderFault": true, "Code": "InvalidParameterValue", "Message": "Value 43201 for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be an integer between 0 and 43200."}, {"Id": "5", "SenderFault": true, "Code": "MissingParameter", "Message": "The request must contain the parameter ChangeMessageVisibilityBatchRequestEntry.5.VisibilityTimeout."}]}
receive q 10
bodies a

== system attributes in a batch
spec: protocols.6.3 actions.8.1
queue q
SendMessageBatch {"QueueUrl": "{{q}}", "Entries": [{"Id": "1", "MessageBody": "m", "MessageSystemAttributes": {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"}}}]}
= {"Successful": [{"Id": "1", "MD5OfMessageBody": "*", "MD5OfMessageSystemAttributes": "5ae4d5d7636402d80f4eb6d213245a88", "MessageId": "*"}]}
