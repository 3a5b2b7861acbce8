# Redrive policies and the moves that they cause.

== a message moves at the receive after its last one
spec: standard.6.1 standard.6.2 standard.6.3 attributes.3.5 attributes.6.2 protocols.6.2
queue d
queue q VisibilityTimeout=5
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"k": {"DataType": "String", "StringValue": "x"}}, "MessageSystemAttributes": {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1"}}}
~ {"MessageId": "<<id>>"}
ReceiveMessage {"QueueUrl": "{{q}}", "AttributeNames": ["All"]}
~ {"Messages": [{"Attributes": {"SentTimestamp": "<<sent>>", "ApproximateReceiveCount": "1", "DeadLetterQueueSourceArn": null}}]}
clock 6000
count d 0 0 0
count q 1 0 0
receive q 10
bodies
count d 1 0 0
count q 0 0 0
ReceiveMessage {"QueueUrl": "{{d}}", "AttributeNames": ["All"], "MessageAttributeNames": ["All"]}
~ {"Messages": [{"Body": "m", "MessageId": "{{id}}", "MD5OfMessageAttributes": "a45daa70926828a2f0a1db3418e6feb4", "Attributes": {"SentTimestamp": "{{sent}}", "ApproximateReceiveCount": "2", "DeadLetterQueueSourceArn": "{{q.arn}}", "AWSTraceHeader": "Root=1"}}]}

== two deliveries, then the move; a policy may be lowered
spec: standard.6.1 standard.6.5
queue d
queue q VisibilityTimeout=0
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":\"9\"}"}}
send q m
receive q 1
bodies m
receive q 1
bodies m
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":2}"}}
receive q 1
bodies
receive d 1
bodies m

== a move makes room for the next message of the same receive, and wakes a poll
spec: standard.6.1 standard.5.1
queue d
queue q VisibilityTimeout=0
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
send q m
receive q 1
later w ReceiveMessage {"QueueUrl": "{{d}}", "WaitTimeSeconds": 20}
waiting w
receive q 1
bodies
join w
bodies m

== retention in the dead-letter queue of a standard queue counts from the send
spec: standard.6.4
queue d MessageRetentionPeriod=60
queue q VisibilityTimeout=0
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
send q m
receive q 1
clock 59000
receive q 1
count d 1 0 0
clock 1000
receive d 1
bodies

== retention in a FIFO dead-letter queue starts at the move
spec: standard.6.4
fifo d MessageRetentionPeriod=60
fifo f VisibilityTimeout=0
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
send f m g 1
receive f 1
clock 59000
receive f 1
bodies
clock 59000
receive d 1
bodies m

== what a redrive policy must hold
spec: attributes.6.1 attributes.6.3 attributes.6.4 actions.6.5
queue d
queue q
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":\"42\"}"}}
= {}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["RedrivePolicy"]}
= {"Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":42}"}}
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":\"invalid\"}"}}
! 400 InvalidParameterValueException InvalidParameterValue *Invalid value for maxReceiveCount: invalid, valid values are from 1 to 1000 both inclusive.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1001}"}}
! 400 InvalidParameterValueException InvalidParameterValue *Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":0}"}}
! 400 InvalidParameterValueException InvalidParameterValue *valid values are from 1 to 1000 both inclusive.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\"}"}}
! 400 InvalidParameterValueException InvalidParameterValue Value {"deadLetterTargetArn":"{{d.arn}}"} for parameter RedrivePolicy is invalid. Reason: Redrive policy does not contain mandatory attribute: maxReceiveCount.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"maxReceiveCount\":1}"}}
! 400 InvalidParameterValueException InvalidParameterValue Value {"maxReceiveCount":1} for parameter RedrivePolicy is invalid. Reason: Redrive policy does not contain mandatory attribute: deadLetterTargetArn.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}-none\",\"maxReceiveCount\":1}"}}
! 400 InvalidParameterValueException InvalidParameterValue Value {"deadLetterTargetArn":"{{d.arn}}-none","maxReceiveCount":1} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"d\",\"maxReceiveCount\":1}"}}
! 400 InvalidParameterValueException InvalidParameterValue *Dead-letter target ARN should be fully qualified ARN.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1,\"x\":1}"}}
! 400 InvalidParameterValueException InvalidParameterValue *Only following attributes are supported: [maxReceiveCount, deadLetterTargetArn].
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "no json"}}
! 400 InvalidParameterValueException InvalidParameterValue Invalid value for the parameter RedrivePolicy. Reason: Redrive policy is not a valid JSON map.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": ""}}
= {}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["All"]}
~ {"Attributes": {"RedrivePolicy": null}}

== a queue may be its own dead-letter queue, and the target may go
spec: attributes.6.8
queue d
queue q VisibilityTimeout=0
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{q.arn}}\",\"maxReceiveCount\":1}"}}
= {}
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
DeleteQueue {"QueueUrl": "{{d}}"}
send q m
receive q 1
receive q 1
bodies m

== who may name a queue its dead-letter queue
spec: attributes.6.5 attributes.6.6 attributes.6.7
queue d
queue q
SetQueueAttributes {"QueueUrl": "{{d}}", "Attributes": {"RedriveAllowPolicy": "{\"redrivePermission\":\"allowAll\"}"}}
GetQueueAttributes {"QueueUrl": "{{d}}", "AttributeNames": ["RedriveAllowPolicy"]}
= {"Attributes": {"RedriveAllowPolicy": "{\"redrivePermission\":\"allowAll\"}"}}
SetQueueAttributes {"QueueUrl": "{{d}}", "Attributes": {"RedriveAllowPolicy": "{\"redrivePermission\":\"denyAll\"}"}}
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
! 400 InvalidParameterValueException InvalidParameterValue *
SetQueueAttributes {"QueueUrl": "{{d}}", "Attributes": {"RedriveAllowPolicy": "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"{{q.arn}}\"]}"}}
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
= {}
SetQueueAttributes {"QueueUrl": "{{d}}", "Attributes": {"RedriveAllowPolicy": "{\"redrivePermission\":\"some\"}"}}
! 400 InvalidParameterValueException InvalidParameterValue *it’s in an unsupported format.
SetQueueAttributes {"QueueUrl": "{{d}}", "Attributes": {"RedriveAllowPolicy": "{\"redrivePermission\":\"denyAll\",\"sourceQueueArns\":[\"{{q.arn}}\"]}"}}
! 400 InvalidParameterValueException InvalidParameterValue *To specify one or more source queue ARNs, you must set redrivePermission to byQueue.
SetQueueAttributes {"QueueUrl": "{{d}}", "Attributes": {"RedriveAllowPolicy": "{\"redrivePermission\":\"byQueue\"}"}}
! 400 InvalidParameterValueException InvalidParameterValue *When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values.
SetQueueAttributes {"QueueUrl": "{{d}}", "Attributes": {"RedriveAllowPolicy": "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"{{q.arn}}0\",\"{{q.arn}}1\",\"{{q.arn}}2\",\"{{q.arn}}3\",\"{{q.arn}}4\",\"{{q.arn}}5\",\"{{q.arn}}6\",\"{{q.arn}}7\",\"{{q.arn}}8\",\"{{q.arn}}9\",\"{{q.arn}}\"]}"}}
! 400 InvalidParameterValueException InvalidParameterValue *The maximum number of source queue ARNs you can specify is 10.
SetQueueAttributes {"QueueUrl": "{{d}}", "Attributes": {"RedriveAllowPolicy": ""}}
GetQueueAttributes {"QueueUrl": "{{d}}", "AttributeNames": ["RedriveAllowPolicy"]}
= {}

== the sources of a dead-letter queue
spec: actions.20.1
queue d
CreateQueue {"QueueName": "s-a", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
CreateQueue {"QueueName": "s-b", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
ListDeadLetterSourceQueues {"QueueUrl": "{{d}}"}
= {"queueUrls": ["{{base}}/s-a", "{{base}}/s-b"]}
ListDeadLetterSourceQueues {"QueueUrl": "{{d}}", "MaxResults": 1}
= {"queueUrls": ["{{base}}/s-a"], "NextToken": "<<token>>"}
ListDeadLetterSourceQueues {"QueueUrl": "{{d}}", "MaxResults": 1, "NextToken": "{{token}}"}
= {"queueUrls": ["{{base}}/s-b"]}
ListDeadLetterSourceQueues {"QueueUrl": "{{d}}", "MaxResults": 1001}
! 400 InvalidParameterValueException InvalidParameterValue Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and 1000.
ListDeadLetterSourceQueues {"QueueUrl": "{{base}}/nothing"}
! 400 QueueDoesNotExist AWS.SimpleQueueService.NonExistentQueue *

== no source
spec: actions.20.2
only: json
queue d
ListDeadLetterSourceQueues {"QueueUrl": "{{d}}"}
= {"queueUrls": []}
