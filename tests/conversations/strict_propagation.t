# The longest that AWS may take to let changed attributes act, on request.
server: --strict-propagation

== a changed attribute is shown at once and acts after 60 seconds
spec: actions.6.9 actions.6.10
queue q VisibilityTimeout=10
queue d
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"VisibilityTimeout": "100", "DelaySeconds": "5", "MaximumMessageSize": "1024", "RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["VisibilityTimeout", "DelaySeconds"]}
= {"Attributes": {"VisibilityTimeout": "100", "DelaySeconds": "5"}}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "{{a*1025}}"}
~ {"MessageId": "*"}
count q 1 0 0
receive q 1
count q 0 1 0
clock 10000
count q 1 0 0
clock 49000
receive q 1
count q 0 1 0
count d 0 0 0
clock 1000
send q b
count q 0 1 1
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "{{a*1025}}"}
! 400 InvalidParameterValueException InvalidParameterValue One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.
clock 9000
receive q 1
bodies b
receive q 1
bodies
count d 1 0 0
clock 99000
count q 0 1 0
clock 1000
count q 1 0 0

== a second change starts anew, and one back again acts like the first value
spec: actions.6.10
queue q VisibilityTimeout=10
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"VisibilityTimeout": "100"}}
clock 59000
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"VisibilityTimeout": "200", "DelaySeconds": "0"}}
clock 59000
send q a
receive q 1
clock 10000
count q 1 0 0
receive q 1
clock 199000
count q 0 1 0
clock 1000
count q 1 0 0

== a changed retention period acts after 15 minutes
spec: actions.6.9 actions.6.10
queue q MessageRetentionPeriod=3600
send q a
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"MessageRetentionPeriod": "60"}}
clock 899000
count q 1 0 0
clock 1000
count q 0 0 0

== a new delay of a FIFO queue reaches the messages already sent when it starts to act
spec: actions.6.10
fifo f DelaySeconds=300
send f a g 1
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"DelaySeconds": "0"}}
count f 0 0 1
later w ReceiveMessage {"QueueUrl": "{{f}}", "WaitTimeSeconds": 20}
clock 59000
join w
bodies
later w ReceiveMessage {"QueueUrl": "{{f}}", "WaitTimeSeconds": 20}
clock 1000
join w
bodies a
