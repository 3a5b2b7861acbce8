# Order, locks, deduplication, handles and attempt ids of FIFO queues.

== order a: a group is filled before the next
spec: fifo.3.1
fifo f
send f g1-m1 g1 1
send f g2-m1 g2 2
send f g1-m2 g1 3
send f g1-m3 g1 4
receive f 10
bodies g1-m1 g1-m2 g1-m3 g2-m1

== order b: receives that hide nothing
spec: fifo.3.2
fifo f
send f g1-m1 g1 1
send f g2-m1 g2 2
send f g2-m2 g2 3
send f g3-m1 g3 4
send f g1-m2 g1 5
clock 1
receive f 3 0
bodies g1-m1 g1-m2 g2-m1
clock 1
receive f 10 0
bodies g3-m1 g1-m1 g1-m2 g2-m1 g2-m2

== order c: what expired comes after what was never taken, in its old order
spec: fifo.3.3 fifo.3.10
fifo f VisibilityTimeout=1
send f g1-m1 g1 1
send f g1-m2 g1 2
send f g1-m3 g1 3
send f g1-m4 g1 4
send f g2-m1 g2 5
send f g3-m1 g3 6
receive f 2
bodies g1-m1 g1-m2
clock 10
receive f 1
bodies g2-m1
clock 2000
receive f 10
bodies g3-m1 g1-m1 g1-m2 g1-m3 g1-m4 g2-m1

== order d: the first is shown again, the second is still hidden
spec: fifo.3.4
fifo f
send f g1-m1 g1 1
send f g1-m2 g1 2
send f g2-m1 g2 3
receive f 2
bodies g1-m1 g1-m2
clock 1
ChangeMessageVisibility {"QueueUrl": "{{f}}", "ReceiptHandle": "{{g1-m1.handle}}", "VisibilityTimeout": 0}
= {}
receive f 3
bodies g2-m1 g1-m1

== order d with a second's wait
spec: fifo.3.4
fifo f
send f g1-m1 g1 1
send f g1-m2 g1 2
send f g2-m1 g2 3
receive f 2
ChangeMessageVisibility {"QueueUrl": "{{f}}", "ReceiptHandle": "{{g1-m1.handle}}", "VisibilityTimeout": 1}
clock 1100
receive f 3
bodies g2-m1 g1-m1

== order e: the first of three is extended
spec: fifo.3.5
fifo f VisibilityTimeout=1
send f m1 g 1
send f m2 g 2
send f m3 g 3
receive f 10
bodies m1 m2 m3
ChangeMessageVisibility {"QueueUrl": "{{f}}", "ReceiptHandle": "{{m1.handle}}", "VisibilityTimeout": 4}
clock 2500
receive f 10
bodies

== order e: the second of three is extended
spec: fifo.3.5
fifo f VisibilityTimeout=1
send f m1 g 1
send f m2 g 2
send f m3 g 3
receive f 10
ChangeMessageVisibility {"QueueUrl": "{{f}}", "ReceiptHandle": "{{m2.handle}}", "VisibilityTimeout": 4}
clock 2500
receive f 10
bodies m1

== order e: the third of three is extended
spec: fifo.3.5
fifo f VisibilityTimeout=1
send f m1 g 1
send f m2 g 2
send f m3 g 3
receive f 10
ChangeMessageVisibility {"QueueUrl": "{{f}}", "ReceiptHandle": "{{m3.handle}}", "VisibilityTimeout": 4}
clock 2500
receive f 10
bodies m1 m2

== order f: a message in flight locks its group
spec: fifo.3.6 fifo.3.8
fifo f
send f g1-m1 g1 1
send f g2-m1 g2 2
send f g1-m2 g1 3
send f g2-m2 g2 4
send f g1-m2 g1 3
send f g1-m3 g1 5
send f g1-m4 g1 6
send f g3-m1 g3 7
receive f 2
bodies g1-m1 g1-m2
delete f g1-m1
send f g1-m5 g1 8
receive f 10
bodies g2-m1 g2-m2 g3-m1

== order g: deletes unlock the group
spec: fifo.3.7
fifo f
send f g1-m1 g1 1
send f g2-m1 g2 2
send f g1-m2 g1 3
send f g2-m2 g2 4
send f g1-m2 g1 3
clock 1
send f g1-m3 g1 5
send f g1-m4 g1 6
clock 1
send f g3-m1 g3 7
receive f 2
bodies g1-m1 g1-m2
delete f g1-m1
delete f g1-m2
receive f 10
bodies g2-m1 g2-m2 g1-m3 g1-m4 g3-m1

== a delete wakes the poll that waits for the group
spec: fifo.3.9 fifo.3.11
fifo f
send f m1 g 1
send f m2 g 2
receive f 1
bodies m1
later w ReceiveMessage {"QueueUrl": "{{f}}", "WaitTimeSeconds": 20}
waiting w
delete f m1
join w
bodies m2

== a group goes on after a move to the dead-letter queue
spec: fifo.3.12 fifo.7.1 fifo.7.2 fifo.7.3 actions.1.14
fifo d
fifo f VisibilityTimeout=1
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}.fifo\",\"maxReceiveCount\":2}"}}
! 400 InvalidParameterValueException InvalidParameterValue *Reason: Dead letter target does not exist.
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":2}"}}
= {}
send f m1 g 1
send f m2 g 2
receive f 1
bodies m1
clock 1100
receive f 1
bodies m1
clock 1100
receive f 1
bodies m2
ReceiveMessage {"QueueUrl": "{{d}}", "AttributeNames": ["All"]}
~ {"Messages": [{"Body": "m1", "MessageId": "{{m1.id}}", "Attributes": {"MessageGroupId": "g", "MessageDeduplicationId": "{{m1.id}}", "DeadLetterQueueSourceArn": "{{f.arn}}", "ApproximateReceiveCount": "3"}}]}

== an expired message blocks no longer
spec: fifo.3.13
fifo f MessageRetentionPeriod=60
send f m1 g 1
clock 30000
send f m2 g 2
receive f 1 600
bodies m1
clock 30000
receive f 10
bodies m2

== queue's delay and own delay
spec: fifo.1.1 actions.7.6
fifo f DelaySeconds=5
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "m1", "MessageGroupId": "g", "MessageDeduplicationId": "1", "DelaySeconds": 0}
~ {"MessageId": "*"}
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "x", "MessageGroupId": "g", "MessageDeduplicationId": "2", "DelaySeconds": 2}
! 400 InvalidParameterValueException InvalidParameterValue Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.
send f m2 g 3
receive f 10
bodies
count f 0 0 2
clock 5000
receive f 10 0
bodies m1 m2

== sequence numbers
spec: fifo.1.2 attributes.3.3 actions.7.1
fifo f
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "m1", "MessageGroupId": "g", "MessageDeduplicationId": "d1"}
= {"MD5OfMessageBody": "*", "MessageId": "*", "SequenceNumber": "<<first>>"}
less 18000000000000000000 {{first}}
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "m2", "MessageGroupId": "h", "MessageDeduplicationId": "d2"}
~ {"SequenceNumber": "<<second>>"}
less {{first}} {{second}}
ReceiveMessage {"QueueUrl": "{{f}}", "VisibilityTimeout": 0, "AttributeNames": ["SequenceNumber", "MessageGroupId", "MessageDeduplicationId"]}
~ {"Messages": [{"Attributes": {"MessageDeduplicationId": "d1", "MessageGroupId": "g", "SequenceNumber": "{{first}}"}}]}
PurgeQueue {"QueueUrl": "{{f}}"}
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "m1", "MessageGroupId": "g", "MessageDeduplicationId": "d1"}
~ {"SequenceNumber": "<<third>>"}
less {{second}} {{third}}

== sequence numbers survive a purge
spec: fifo.8.1 fifo.2.7 actions.14.3
fifo f
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "m1", "MessageGroupId": "g", "MessageDeduplicationId": "d1"}
~ {"MessageId": "<<id>>", "SequenceNumber": "<<first>>"}
receive f 1
PurgeQueue {"QueueUrl": "{{f}}"}
count f 0 0 0
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "m1", "MessageGroupId": "g", "MessageDeduplicationId": "d1"}
~ {"SequenceNumber": "<<second>>"}
less {{first}} {{second}}
receive f 1
bodies m1

== ids that are missing or wrong
spec: actions.7.7 actions.7.8 actions.7.9 actions.7.10 fifo.1.3
fifo f
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "m"}
! 400 MissingRequiredParameterException MissingParameter The request must contain the parameter MessageGroupId.
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "m", "MessageGroupId": "g"}
! 400 InvalidParameterValueException InvalidParameterValue The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "m", "MessageGroupId": "g", "MessageDeduplicationId": ""}
! 400 InvalidParameterValueException InvalidParameterValue Value  for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId can only include alphanumeric and punctuation characters. 1 to 128 in length.
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "m", "MessageGroupId": "", "MessageDeduplicationId": "d"}
! 400 InvalidParameterValueException InvalidParameterValue Value  for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "m", "MessageGroupId": "g", "MessageDeduplicationId": "{{d*129}}"}
! 400 InvalidParameterValueException InvalidParameterValue Value * for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId can only include *
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "m", "MessageGroupId": "{{g*129}}", "MessageDeduplicationId": "d"}
! 400 InvalidParameterValueException InvalidParameterValue Value * for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include *
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "m", "MessageGroupId": "{{g*128}}", "MessageDeduplicationId": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"}
~ {"MessageId": "*"}
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "m", "MessageGroupId": "g", "MessageDeduplicationId": "\u00e9"}
! 400 InvalidParameterValueException InvalidParameterValue Value \u00e9 *

== duplicates within five minutes
spec: fifo.2.2 fifo.2.3 fifo.2.4 fifo.2.6 fifo.2.10 actions.7.16 actions.7.17 actions.7.18
fifo f
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "first", "MessageGroupId": "g", "MessageDeduplicationId": "d"}
= {"MD5OfMessageBody": "8b04d5e3775d298e78455efc5ca404d5", "MessageId": "<<id>>", "SequenceNumber": "<<seq>>"}
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "other", "MessageGroupId": "h", "MessageDeduplicationId": "d"}
= {"MD5OfMessageBody": "795f3202b17cb6bc3d4b771d8c6c9eaf", "MessageId": "{{id}}", "SequenceNumber": "{{seq}}"}
receive f 10
bodies first
send f third g d
delete f first
clock 200000
send f fourth g d
receive f 10
bodies
clock 99000
send f fifth g d
receive f 10
bodies
clock 1000
send f sixth g d
receive f 10
bodies sixth

== ids per group
spec: fifo.2.5
fifo f DeduplicationScope=messageGroup
send f m1 g d
send f m2 h d
send f m3 g d
receive f 10
bodies m1 m2

== a changed scope goes on as at creation
spec: fifo.2.11
fifo f
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"DeduplicationScope": "messageGroup"}}
= {}
GetQueueAttributes {"QueueUrl": "{{f}}", "AttributeNames": ["DeduplicationScope"]}
= {"Attributes": {"DeduplicationScope": "messageGroup"}}
send f m1 g d
send f m2 h d
receive f 10
bodies m1
fifo e DeduplicationScope=messageGroup
send e m1 g d
SetQueueAttributes {"QueueUrl": "{{e}}", "Attributes": {"DeduplicationScope": "queue"}}
= {}
send e m2 h d
send e m3 g new
send e m4 h new
receive e 10
bodies m1 m3 m2 m4

== ids from the content
spec: fifo.2.1 fifo.2.12 attributes.3.4 attributes.1.6
fifo f ContentBasedDeduplication=true
send f m1 g
ReceiveMessage {"QueueUrl": "{{f}}", "VisibilityTimeout": 0, "AttributeNames": ["MessageDeduplicationId"]}
~ {"Messages": [{"Attributes": {"MessageDeduplicationId": "ca0df2c95aa144c1d0ff2ff3c8f967fdc1de9ef0c4120b3726416701b519d619"}}]}
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "m1", "MessageGroupId": "g", "MessageAttributes": {"k": {"DataType": "String", "StringValue": "x"}}}
~ {"MessageId": "*"}
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "m1", "MessageGroupId": "h", "MessageDeduplicationId": "own"}
~ {"MessageId": "*"}
ReceiveMessage {"QueueUrl": "{{f}}", "MaxNumberOfMessages": 10, "AttributeNames": ["MessageGroupId"]}
~ {"Messages": [{"Attributes": {"MessageGroupId": "*"}}, {"Attributes": {"MessageGroupId": "*"}}]}
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"ContentBasedDeduplication": "false"}}
= {}
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "m1", "MessageGroupId": "g"}
! 400 InvalidParameterValueException InvalidParameterValue The queue should either have *

== a queue created again remembers nothing
spec: fifo.2.8
fifo f
send f m1 g d
DeleteQueue {"QueueUrl": "{{f}}"}
CreateQueue {"QueueName": "{{f.name}}", "Attributes": {"FifoQueue": "true"}}
send f m2 g d
receive f 10
bodies m2

== a repeated id inside a batch
spec: fifo.2.9 actions.8.9
fifo f
SendMessageBatch {"QueueUrl": "{{f}}", "Entries": [{"Id": "1", "MessageBody": "a", "MessageGroupId": "g", "MessageDeduplicationId": "d"}, {"Id": "2", "MessageBody": "b", "MessageGroupId": "g", "MessageDeduplicationId": "d"}, {"Id": "3", "MessageBody": "\u0001", "MessageGroupId": "g", "MessageDeduplicationId": "e"}, {"Id": "4", "MessageBody": "c", "MessageGroupId": "g", "MessageDeduplicationId": "f"}]}
~ {"Successful": [{"Id": "1", "MessageId": "<<id>>", "SequenceNumber": "<<seq>>"}, {}, {}]}
~ {"Successful": [{"Id": "1", "MessageId": "{{id}}", "SequenceNumber": "{{seq}}"}, {"Id": "2", "MessageId": "{{id}}", "SequenceNumber": "{{seq}}"}, {"Id": "4"}], "Failed": [{"Id": "3", "Code": "InvalidMessageContents"}]}
receive f 10
bodies a c

== a handle lives as long as its window
spec: fifo.4.1 fifo.4.3 fifo.4.5 actions.10.3 actions.12.5
fifo f VisibilityTimeout=1
send f m g d
receive f 1
clock 1000
DeleteMessage {"QueueUrl": "{{f}}", "ReceiptHandle": "{{m.handle}}"}
! 400 InvalidParameterValueException InvalidParameterValue Value {{m.handle}} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.
ChangeMessageVisibility {"QueueUrl": "{{f}}", "ReceiptHandle": "{{m.handle}}", "VisibilityTimeout": 10}
! 400 InvalidParameterValueException InvalidParameterValue Value {{m.handle}} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.
receive f 1 0
DeleteMessage {"QueueUrl": "{{f}}", "ReceiptHandle": "{{m.handle}}"}
! 400 InvalidParameterValueException InvalidParameterValue *The receipt handle has expired.
ReceiveMessage {"QueueUrl": "{{f}}"}
~ {"Messages": [{"ReceiptHandle": "<<old>>"}]}
ChangeMessageVisibility {"QueueUrl": "{{f}}", "ReceiptHandle": "{{old}}", "VisibilityTimeout": 0}
DeleteMessage {"QueueUrl": "{{f}}", "ReceiptHandle": "{{old}}"}
! 400 InvalidParameterValueException InvalidParameterValue *The receipt handle has expired.
receive f 1 60
DeleteMessage {"QueueUrl": "{{f}}", "ReceiptHandle": "{{old}}"}
! 400 InvalidParameterValueException InvalidParameterValue *The receipt handle has expired.

== an extended window, and a second delete
spec: fifo.4.2 fifo.4.4 actions.10.3
fifo f VisibilityTimeout=1
send f m g d
receive f 1
ChangeMessageVisibility {"QueueUrl": "{{f}}", "ReceiptHandle": "{{m.handle}}", "VisibilityTimeout": 10}
= {}
clock 5000
delete f m
delete f m

== a receive is repeated by its attempt id
spec: fifo.5.1 fifo.5.3 fifo.5.5
fifo f VisibilityTimeout=30
send f m1 g 1
send f m2 g 2
ReceiveMessage {"QueueUrl": "{{f}}", "MaxNumberOfMessages": 10, "ReceiveRequestAttemptId": "try"}
~ {"Messages": [{"Body": "m1", "ReceiptHandle": "<<h1>>"}, {"Body": "m2", "ReceiptHandle": "<<h2>>"}]}
clock 20000
ReceiveMessage {"QueueUrl": "{{f}}", "MaxNumberOfMessages": 10, "ReceiveRequestAttemptId": "try", "AttributeNames": ["ApproximateReceiveCount"]}
~ {"Messages": [{"Body": "m1", "ReceiptHandle": "{{h1}}", "Attributes": {"ApproximateReceiveCount": "1"}}, {"Body": "m2", "ReceiptHandle": "{{h2}}"}]}
clock 20000
ReceiveMessage {"QueueUrl": "{{f}}", "MaxNumberOfMessages": 10, "ReceiveRequestAttemptId": "other"}
= {}
delete f m1

== an attempt that cannot be repeated any more
spec: fifo.5.2 actions.9.6
fifo f VisibilityTimeout=30
send f m1 g 1
ReceiveMessage {"QueueUrl": "{{f}}", "ReceiveRequestAttemptId": "deleted"}
delete f m1
ReceiveMessage {"QueueUrl": "{{f}}", "ReceiveRequestAttemptId": "deleted"}
! 400 InvalidParameterValueException InvalidParameterValue Value deleted for parameter ReceiveRequestAttemptId is invalid. Reason: The receiveRequestAttemptId is not valid anymore since the receive call is not retryable.
send f m2 g 2
ReceiveMessage {"QueueUrl": "{{f}}", "ReceiveRequestAttemptId": "changed"}
ChangeMessageVisibility {"QueueUrl": "{{f}}", "ReceiptHandle": "{{m2.handle}}", "VisibilityTimeout": 60}
ReceiveMessage {"QueueUrl": "{{f}}", "ReceiveRequestAttemptId": "changed"}
! 400 InvalidParameterValueException InvalidParameterValue Value changed for parameter ReceiveRequestAttemptId is invalid. Reason: The receiveRequestAttemptId is not valid anymore since the receive call is not retryable.
clock 60000
ReceiveMessage {"QueueUrl": "{{f}}", "ReceiveRequestAttemptId": "expired"}
bodies m2
clock 31000
ReceiveMessage {"QueueUrl": "{{f}}", "ReceiveRequestAttemptId": "expired"}
! 400 InvalidParameterValueException InvalidParameterValue Value expired for parameter ReceiveRequestAttemptId is invalid. Reason: The receiveRequestAttemptId is not valid anymore since the receive call is not retryable.
clock 300000
ReceiveMessage {"QueueUrl": "{{f}}", "ReceiveRequestAttemptId": "expired"}
bodies m2

== an attempt that found nothing, and ids that are wrong
spec: fifo.5.4 fifo.5.6 fifo.5.5
fifo f
ReceiveMessage {"QueueUrl": "{{f}}", "ReceiveRequestAttemptId": "try"}
= {}
send f m g 1
ReceiveMessage {"QueueUrl": "{{f}}", "ReceiveRequestAttemptId": "try"}
bodies m
ReceiveMessage {"QueueUrl": "{{f}}", "ReceiveRequestAttemptId": "{{a*129}}"}
! 400 InvalidParameterValueException InvalidParameterValue *
ReceiveMessage {"QueueUrl": "{{f}}", "ReceiveRequestAttemptId": ""}
! 400 InvalidParameterValueException InvalidParameterValue *
ReceiveMessage {"QueueUrl": "{{f}}", "ReceiveRequestAttemptId": "a b"}
! 400 InvalidParameterValueException InvalidParameterValue *
ReceiveMessage {"QueueUrl": "{{f}}", "ReceiveRequestAttemptId": "{{a*128}}"}
= {}

== counters count locked groups
spec: attributes.1.10
fifo f
send f m1 g 1
send f m2 g 2
send f m3 h 3
receive f 1
count f 2 1 0

== a FIFO queue's dead-letter queue is one too
spec: fifo.7.4
queue q
fifo f
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{q.arn}}\",\"maxReceiveCount\":2}"}}
! 400 InvalidParameterValueException InvalidParameterValue *Dead-letter queue must be same type of queue as the source..
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{f.arn}}\",\"maxReceiveCount\":2}"}}
! 400 InvalidParameterValueException InvalidParameterValue *Dead-letter queue must be same type of queue as the source..
