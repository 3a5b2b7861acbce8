# Attributes of queues and messages, beyond the basics.

== booleans in any case, texts in the answer
spec: attributes.1.1 clients.2.1
fifo f ContentBasedDeduplication=TRUE SqsManagedSseEnabled=False
GetQueueAttributes {"QueueUrl": "{{f}}", "AttributeNames": ["ContentBasedDeduplication", "SqsManagedSseEnabled", "FifoQueue", "ApproximateNumberOfMessages"]}
= {"Attributes": {"ApproximateNumberOfMessages": "0", "ContentBasedDeduplication": "true", "FifoQueue": "true", "SqsManagedSseEnabled": "false"}}
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"SqsManagedSseEnabled": "yes"}}
! 400 InvalidAttributeValue InvalidAttributeValue Invalid value for the parameter SqsManagedSseEnabled.
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"DeduplicationScope": "group"}}
! 400 InvalidAttributeValue InvalidAttributeValue Invalid value for the parameter DeduplicationScope.

== times of a queue are whole seconds
spec: actions.5.6 actions.6.8 actions.15.6
queue q
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["CreatedTimestamp", "LastModifiedTimestamp"]}
= {"Attributes": {"CreatedTimestamp": "<<created>>", "LastModifiedTimestamp": "<<modified>>"}}
seconds {{created}} {{modified}} 0
clock 10000
TagQueue {"QueueUrl": "{{q}}", "Tags": {"a": "b"}}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["LastModifiedTimestamp"]}
= {"Attributes": {"LastModifiedTimestamp": "{{modified}}"}}
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"DelaySeconds": "1"}}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["CreatedTimestamp", "LastModifiedTimestamp"]}
= {"Attributes": {"CreatedTimestamp": "{{created}}", "LastModifiedTimestamp": "<<later>>"}}
seconds {{created}} {{later}} 10

== FIFO names asked of a standard queue
spec: actions.5.5
queue q
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["FifoQueue"]}
! 400 InvalidAttributeName InvalidAttributeName Unknown Attribute FifoQueue.
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["ContentBasedDeduplication"]}
! 400 InvalidAttributeName InvalidAttributeName Unknown Attribute ContentBasedDeduplication.

== one encryption at a time
spec: attributes.1.13 standard.13.1
queue q KmsMasterKeyId=alias/none
send q m
receive q 1 0
bodies m
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"SqsManagedSseEnabled": "true"}}
= {}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"]}
= {"Attributes": {"SqsManagedSseEnabled": "true"}}

== a queue is deleted with its messages and may be created again
spec: actions.2.1 actions.1.16 actions.1.17
queue q
send q m
DeleteQueue {"QueueUrl": "{{q}}"}
= {}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m"}
! 400 QueueDoesNotExist AWS.SimpleQueueService.NonExistentQueue *
CreateQueue {"QueueName": "{{q.name}}", "tags": {"a": "b"}}
= {"QueueUrl": "{{q}}"}
count q 0 0 0
CreateQueue {"QueueName": "{{q.name}}", "tags": {"a": "c"}}
= {"QueueUrl": "{{q}}"}
ListQueueTags {"QueueUrl": "{{q}}"}
= {"Tags": {"a": "b"}}

== a changed retention period
spec: standard.7.2
queue q MessageRetentionPeriod=60
send q a
clock 50000
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"MessageRetentionPeriod": "100"}}
clock 40000
receive q 1 0
bodies a
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"MessageRetentionPeriod": "80"}}
receive q 1 0
bodies
count q 0 0 0

== one of six is received
spec: standard.9.1
queue q VisibilityTimeout=10
send q 1
send q 2
send q 3
send q 4
send q 5
send q 6
count q 6 0 0
receive q 1
count q 5 1 0
clock 10000
count q 6 0 0

== a receive that hides nothing
spec: actions.9.9 standard.2.6
queue q
send q m
receive q 1 0
bodies m
count q 1 0 0
ReceiveMessage {"QueueUrl": "{{q}}", "VisibilityTimeout": 0, "AttributeNames": ["ApproximateReceiveCount"]}
~ {"Messages": [{"Attributes": {"ApproximateReceiveCount": "2"}}]}
delete q m
count q 0 0 0

== a change lasts for one receive
spec: standard.2.2 standard.2.5 actions.12.4 standard.3.1
queue q VisibilityTimeout=10
send q m
ReceiveMessage {"QueueUrl": "{{q}}"}
~ {"Messages": [{"ReceiptHandle": "<<first>>"}]}
ChangeMessageVisibility {"QueueUrl": "{{q}}", "ReceiptHandle": "{{first}}", "VisibilityTimeout": 20}
clock 15000
receive q 1
bodies
clock 5000
receive q 1
bodies m
clock 9000
receive q 1
bodies
ChangeMessageVisibility {"QueueUrl": "{{q}}", "ReceiptHandle": "{{first}}", "VisibilityTimeout": 30}
= {}
clock 20000
receive q 1
bodies
clock 10000
count q 1 0 0
ChangeMessageVisibility {"QueueUrl": "{{q}}", "ReceiptHandle": "{{first}}", "VisibilityTimeout": 30}
= {}
count q 0 1 0

== both lists of attribute names
spec: actions.9.12
only: json
queue q
send q m
ReceiveMessage {"QueueUrl": "{{q}}", "AttributeNames": ["All"], "MessageSystemAttributeNames": ["SenderId"]}
~ {"Messages": [{"Attributes": {"SenderId": "*", "SentTimestamp": "*", "ApproximateReceiveCount": "1", "ApproximateFirstReceiveTimestamp": "*"}}]}

== what system attributes may be sent
spec: actions.7.13 actions.7.15 attributes.3.10
queue q MaximumMessageSize=1024
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageSystemAttributes": {"Foo": {"DataType": "String", "StringValue": "x"}}}
! 400 InvalidParameterValueException InvalidParameterValue Message system attribute name 'Foo' is invalid.
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "{{a*1024}}", "MessageSystemAttributes": {"AWSTraceHeader": {"DataType": "String", "StringValue": "x"}}}
~ {"MessageId": "*"}

== sizes of attributes
spec: actions.7.14
queue q MaximumMessageSize=1024
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "{{a*1014}}", "MessageAttributes": {"k": {"DataType": "Binary", "BinaryValue": "AAEC"}}}
~ {"MessageId": "*"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "{{a*1015}}", "MessageAttributes": {"k": {"DataType": "Binary", "BinaryValue": "AAEC"}}}
! 400 InvalidParameterValueException InvalidParameterValue *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "{{\u00e9*512}}"}
~ {"MessageId": "*"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "{{\u00e9*512}}a"}
! 400 InvalidParameterValueException InvalidParameterValue One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.

== more about message attributes
spec: attributes.4.1 attributes.4.2 attributes.4.5 attributes.4.6 attributes.4.8 attributes.4.13
queue q
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "String", "StringListValues": ["x"]}}}
! 400 UnsupportedOperation AWS.SimpleQueueService.UnsupportedOperation Message attribute list values in SendMessage operation are not supported.
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "String.{{t*249}}", "StringValue": "x"}}}
~ {"MessageId": "*"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "String.{{t*250}}", "StringValue": "x"}}}
! 400 InvalidParameterValueException InvalidParameterValue *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "string", "StringValue": "x"}}}
! 400 InvalidParameterValueException InvalidParameterValue The type of message (user) attribute 'a' is invalid. *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"StringValue": "x"}}}
! 400 InvalidParameterValueException InvalidParameterValue *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "Number.java.lang.Long", "StringValue": "1"}}}
~ {"MessageId": "*"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"0": {{v}}, "1": {{v}}, "2": {{v}}, "3": {{v}}, "4": {{v}}, "5": {{v}}, "6": {{v}}, "7": {{v}}, "8": {{v}}, "9": {{v}}}}
~ {"MessageId": "*"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"0": {{v}}, "1": {{v}}, "2": {{v}}, "3": {{v}}, "4": {{v}}, "5": {{v}}, "6": {{v}}, "7": {{v}}, "8": {{v}}, "9": {{v}}, "10": {{v}}}}
! 400 InvalidParameterValueException InvalidParameterValue Number of message attributes [11] exceeds the allowed maximum [10].
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a..b": {{v}}}}
! 400 InvalidParameterValueException InvalidParameterValue *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a\"b": {{v}}}}
! 400 InvalidParameterValueException InvalidParameterValue *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a(": {{v}}}}
! 400 InvalidParameterValueException InvalidParameterValue *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"AMAZON.x": {{v}}}}
! 400 InvalidParameterValueException InvalidParameterValue *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "Number", "StringValue": "{{9*38}}"}}}
~ {"MessageId": "*"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "Number", "StringValue": "{{9*39}}"}}}
! 400 InvalidParameterValueException InvalidParameterValue *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "Number", "StringValue": "1e126"}}}
~ {"MessageId": "*"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "Number", "StringValue": "1e127"}}}
! 400 InvalidParameterValueException InvalidParameterValue *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "Number", "StringValue": "-1.5e-128"}}}
~ {"MessageId": "*"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "Number", "StringValue": "1e-129"}}}
! 400 InvalidParameterValueException InvalidParameterValue *

== a body of blanks
spec: attributes.5.3
queue q
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "   "}
~ {"MessageId": "*"}
ReceiveMessage {"QueueUrl": "{{q}}"}
~ {"Messages": [{"Body": "   "}]}

== characters at the edges of the set
spec: attributes.5.1
queue q
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "\u0000"}
! 400 InvalidMessageContents InvalidMessageContents Invalid binary character '#x0' was found *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "\u0008"}
! 400 InvalidMessageContents InvalidMessageContents Invalid binary character '#x8' was found *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "\u001f"}
! 400 InvalidMessageContents InvalidMessageContents Invalid binary character '#x1f' was found *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "\ufffe"}
! 400 InvalidMessageContents InvalidMessageContents Invalid binary character '#xfffe' was found *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "\t\n\r \ud7ff\ue000\ufffd\ud800\udc00\udbff\udfff"}
~ {"MD5OfMessageBody": "<<md5>>"}
ReceiveMessage {"QueueUrl": "{{q}}"}
~ {"Messages": [{"Body": "\t\n\r \ud7ff\ue000\ufffd\ud800\udc00\udbff\udfff", "MD5OfBody": "{{md5}}"}]}

== groups of a standard queue
spec: standard.11.1
queue q
send q a tenant
send q a tenant
receive q 10
bodies a a

== identifiers
spec: actions.0.15
queue q
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m"}
~ {"MessageId": "<<id>>"}
receive q 1
identifiers {{id}} {{m.handle}}

== QueueUrl is missing
spec: actions.0.4
only: json
SendMessage {"MessageBody": "m"}
! 400 MissingRequiredParameterException MissingParameter The request must contain the parameter QueueUrl.
SendMessage {"QueueUrl": "", "MessageBody": "m"}
! 400 MissingRequiredParameterException MissingParameter The request must contain the parameter QueueUrl.

== a new delay of a FIFO queue acts on messages already sent
spec: attributes.1.15
fifo f
SendMessage {"QueueUrl": "{{f}}", "MessageBody": "a", "MessageGroupId": "g", "MessageDeduplicationId": "1"}
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"DelaySeconds": "60"}}
GetQueueAttributes {"QueueUrl": "{{f}}", "AttributeNames": ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed"]}
= {"Attributes": {"ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesDelayed": "1"}}
ReceiveMessage {"QueueUrl": "{{f}}"}
= {}
clock 30000
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"DelaySeconds": "30"}}
ReceiveMessage {"QueueUrl": "{{f}}"}
~ {"Messages": [{"Body": "a"}]}

== what is set again, and comes back as it was given
spec: attributes.1.16
queue q VisibilityTimeout=60 DelaySeconds=007
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"VisibilityTimeout": "60", "DelaySeconds": "007", "MessageRetentionPeriod": "345600", "SqsManagedSseEnabled": "True"}}
= {}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["VisibilityTimeout", "DelaySeconds", "MessageRetentionPeriod", "SqsManagedSseEnabled"]}
= {"Attributes": {"VisibilityTimeout": "60", "DelaySeconds": "007", "MessageRetentionPeriod": "345600", "SqsManagedSseEnabled": "true"}}

== creating again names an attribute that was given
spec: actions.1.11
queue q KmsMasterKeyId=k
CreateQueue {"QueueName": "{{q.name}}", "Attributes": {"KmsMasterKeyId": "k"}}
= {"QueueUrl": "{{q}}"}
CreateQueue {"QueueName": "{{q.name}}", "Attributes": {"SqsManagedSseEnabled": "true"}}
! 400 QueueNameExists QueueAlreadyExists A queue already exists with the same name and a different value for attribute SqsManagedSseEnabled
queue p
CreateQueue {"QueueName": "{{p.name}}", "Attributes": {"KmsMasterKeyId": "k"}}
! 400 QueueNameExists QueueAlreadyExists A queue already exists with the same name and a different value for attribute KmsMasterKeyId

== a throughput per group needs the scope of groups, whichever is changed
spec: attributes.1.7
fifo f DeduplicationScope=messageGroup FifoThroughputLimit=perMessageGroupId
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"DeduplicationScope": "queue"}}
! 400 InvalidAttributeValue InvalidAttributeValue The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"DeduplicationScope": "queue", "FifoThroughputLimit": "perQueue"}}
= {}
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"FifoThroughputLimit": "perMessageGroupId"}}
! 400 InvalidAttributeValue InvalidAttributeValue The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup

== groups of a standard queue without a noisy one
spec: standard.11.5
queue q
send q 1 a
send q 2 b
send q 3
send q 4 a
send q 5 b
send q 6 a
receive q 10
bodies 1 2 3 4 5 6
