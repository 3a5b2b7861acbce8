# Message move tasks. A clock step moves the tasks, too.

== messages go back to their sources
spec: standard.8.1 standard.8.4 standard.8.5 standard.8.6 actions.22.1 actions.22.2
queue d
queue a VisibilityTimeout=0
queue b VisibilityTimeout=0
SetQueueAttributes {"QueueUrl": "{{a}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
SetQueueAttributes {"QueueUrl": "{{b}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
SendMessage {"QueueUrl": "{{a}}", "MessageBody": "ma", "MessageAttributes": {"k": {"DataType": "String", "StringValue": "x"}}}
~ {"MessageId": "<<old>>"}
send b mb
receive a 1
receive a 1
receive b 1
receive b 1
count d 2 0 0
ListMessageMoveTasks {"SourceArn": "{{d.arn}}"}
~ {}
StartMessageMoveTask {"SourceArn": "{{d.arn}}"}
= {"TaskHandle": "*"}
clock 1000
ListMessageMoveTasks {"SourceArn": "{{d.arn}}"}
~ {"Results": [{"Status": "COMPLETED", "SourceArn": "{{d.arn}}", "ApproximateNumberOfMessagesMoved": 2, "ApproximateNumberOfMessagesToMove": 2, "StartedTimestamp": "<<at>>", "TaskHandle": null, "DestinationArn": null, "MaxNumberOfMessagesPerSecond": null, "FailureReason": null}]}
milliseconds {{at}}
count d 0 0 0
ReceiveMessage {"QueueUrl": "{{a}}", "AttributeNames": ["All"], "MessageAttributeNames": ["All"]}
~ {"Messages": [{"Body": "ma", "MD5OfMessageAttributes": "a45daa70926828a2f0a1db3418e6feb4", "MessageId": "<<new>>", "Attributes": {"ApproximateReceiveCount": "1"}}]}
differ {{old}} {{new}}
receive b 1
bodies mb

== a task at a rate, one at a time, cancelled
spec: standard.8.3 standard.8.4 standard.8.5 actions.21.4 actions.21.6 actions.22.1 actions.23.4 actions.23.5
queue d
queue a
queue t
SetQueueAttributes {"QueueUrl": "{{a}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
send d 1
send d 2
send d 3
send d 4
send d 5
send d 6
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "DestinationArn": "{{t.arn}}", "MaxNumberOfMessagesPerSecond": 1}
~ {"TaskHandle": "<<task>>"}
task {{task}} {{d.arn}}
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "DestinationArn": "{{t.arn}}"}
! 400 InvalidParameterValueException InvalidParameterValue There is already a task running. Only one active task is allowed for a source queue arn at a given time.
clock 2000
ListMessageMoveTasks {"SourceArn": "{{d.arn}}"}
~ {"Results": [{"Status": "RUNNING", "TaskHandle": "{{task}}", "DestinationArn": "{{t.arn}}", "MaxNumberOfMessagesPerSecond": 1, "ApproximateNumberOfMessagesMoved": 3, "ApproximateNumberOfMessagesToMove": 6}]}
count t 3 0 0
CancelMessageMoveTask {"TaskHandle": "{{task}}"}
= {"ApproximateNumberOfMessagesMoved": 3}
clock 5000
ListMessageMoveTasks {"SourceArn": "{{d.arn}}"}
~ {"Results": [{"Status": "CANCELLED", "TaskHandle": null, "ApproximateNumberOfMessagesMoved": 3}]}
count t 3 0 0
count d 3 0 0
CancelMessageMoveTask {"TaskHandle": "{{task}}"}
! 400 InvalidParameterValueException InvalidParameterValue Only active tasks can be cancelled.
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "DestinationArn": "{{t.arn}}"}
~ {"TaskHandle": "<<task>>"}
clock 100
ListMessageMoveTasks {"SourceArn": "{{d.arn}}", "MaxResults": 10}
~ {"Results": [{"Status": "COMPLETED", "ApproximateNumberOfMessagesMoved": 3, "ApproximateNumberOfMessagesToMove": 3}, {"Status": "CANCELLED"}]}
ListMessageMoveTasks {"SourceArn": "{{d.arn}}"}
~ {"Results": [{"Status": "COMPLETED"}]}
count t 6 0 0

== only visible messages move
spec: standard.8.8 standard.8.5
queue d
queue a
queue t
SetQueueAttributes {"QueueUrl": "{{a}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
send d m1
send d m2
receive d 1
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "DestinationArn": "{{t.arn}}"}
clock 1000
count d 0 1 0
receive t 10
bodies m2

== tasks that fail
spec: standard.8.2 standard.8.7 standard.8.4
queue d
queue a
queue t
SetQueueAttributes {"QueueUrl": "{{a}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
send d m1
send d m2
send d m3
StartMessageMoveTask {"SourceArn": "{{d.arn}}"}
clock 1000
ListMessageMoveTasks {"SourceArn": "{{d.arn}}"}
~ {"Results": [{"Status": "FAILED", "FailureReason": "CouldNotDetermineMessageSource", "TaskHandle": null, "ApproximateNumberOfMessagesMoved": 0}]}
count d 3 0 0
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "DestinationArn": "{{t.arn}}", "MaxNumberOfMessagesPerSecond": 1}
DeleteQueue {"QueueUrl": "{{t}}"}
clock 2000
ListMessageMoveTasks {"SourceArn": "{{d.arn}}"}
~ {"Results": [{"Status": "FAILED", "FailureReason": "AWS.SimpleQueueService.NonExistentQueue", "DestinationArn": "{{t.arn}}"}]}

== FIFO messages go back in order
spec: standard.8.1 standard.8.6
fifo d
fifo f VisibilityTimeout=0
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
send f m1 g 1
send f m2 g 2
receive f 10
receive f 10
count d 2 0 0
StartMessageMoveTask {"SourceArn": "{{d.arn}}"}
clock 1000
receive f 10
bodies m1 m2

== tasks that do not start
spec: actions.21.1 actions.21.2 actions.21.3 actions.21.5 actions.22.2 actions.22.1
queue q
queue d
queue a
fifo f
SetQueueAttributes {"QueueUrl": "{{a}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
StartMessageMoveTask {"SourceArn": "{{q.arn}}-none"}
! 404 ResourceNotFoundException ResourceNotFoundException The resource that you specified for the SourceArn parameter doesn't exist.
StartMessageMoveTask {"SourceArn": "{{q.arn}}"}
! 400 InvalidParameterValueException InvalidParameterValue Source queue must be configured as a Dead Letter Queue.
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "DestinationArn": "{{q.arn}}-none"}
! 404 ResourceNotFoundException ResourceNotFoundException The resource that you specified for the DestinationArn parameter doesn't exist.
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "DestinationArn": "{{d.arn}}"}
! 400 InvalidParameterValueException InvalidParameterValue Source queue arn and destination queue arn cannot be the same.
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "DestinationArn": "{{f.arn}}"}
! 400 InvalidParameterValueException InvalidParameterValue The source queue and destination queue must be of the same queue type.
StartMessageMoveTask {"SourceArn": "d"}
! 400 InvalidParameterValueException InvalidParameterValue You must use this format to specify the SourceArn: arn:<partition>:<service>:<region>:<account-id>:<resource-id>
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "MaxNumberOfMessagesPerSecond": 501}
! 400 InvalidParameterValueException InvalidParameterValue Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter a number that's between 1 and 500.
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "MaxNumberOfMessagesPerSecond": 0}
! 400 InvalidParameterValueException InvalidParameterValue Value for parameter MaxNumberOfMessagesPerSecond is invalid. *
ListMessageMoveTasks {"SourceArn": "{{d.arn}}", "MaxResults": 11}
! 400 InvalidParameterValueException InvalidParameterValue Value for parameter MaxResults is invalid. Reason: You must enter a number that's between 1 and 10.
ListMessageMoveTasks {"SourceArn": "{{d.arn}}", "MaxResults": 0}
! 400 InvalidParameterValueException InvalidParameterValue Value for parameter MaxResults is invalid. *
ListMessageMoveTasks {"SourceArn": "{{q.arn}}-none"}
! 404 ResourceNotFoundException ResourceNotFoundException The resource that you specified for the SourceArn parameter doesn't exist.

== tasks that cannot be cancelled
spec: actions.23.1 actions.23.2 actions.23.3
queue d
CancelMessageMoveTask {"TaskHandle": "garbage"}
! 400 InvalidParameterValueException InvalidParameterValue Value for parameter TaskHandle is invalid.
forge none 11111111-1111-4111-8111-111111111111 {{d.arn}}-none
CancelMessageMoveTask {"TaskHandle": "{{none}}"}
! 404 ResourceNotFoundException ResourceNotFoundException The resource that you specified for the SourceArn parameter doesn't exist.
forge task 11111111-1111-4111-8111-111111111111 {{d.arn}}
CancelMessageMoveTask {"TaskHandle": "{{task}}"}
! 404 ResourceNotFoundException ResourceNotFoundException Task does not exist.

== ten tasks are remembered
spec: standard.8.10 actions.22.1
queue d
queue a
SetQueueAttributes {"QueueUrl": "{{a}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"{{d.arn}}\",\"maxReceiveCount\":1}"}}
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "MaxNumberOfMessagesPerSecond": 1}
clock 10
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "MaxNumberOfMessagesPerSecond": 2}
clock 10
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "MaxNumberOfMessagesPerSecond": 3}
clock 10
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "MaxNumberOfMessagesPerSecond": 4}
clock 10
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "MaxNumberOfMessagesPerSecond": 5}
clock 10
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "MaxNumberOfMessagesPerSecond": 6}
clock 10
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "MaxNumberOfMessagesPerSecond": 7}
clock 10
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "MaxNumberOfMessagesPerSecond": 8}
clock 10
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "MaxNumberOfMessagesPerSecond": 9}
clock 10
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "MaxNumberOfMessagesPerSecond": 10}
clock 10
StartMessageMoveTask {"SourceArn": "{{d.arn}}", "MaxNumberOfMessagesPerSecond": 11}
clock 10
ListMessageMoveTasks {"SourceArn": "{{d.arn}}", "MaxResults": 10}
~ {"Results": [{"MaxNumberOfMessagesPerSecond": 11}, {"MaxNumberOfMessagesPerSecond": 10}, {"MaxNumberOfMessagesPerSecond": 9}, {"MaxNumberOfMessagesPerSecond": 8}, {"MaxNumberOfMessagesPerSecond": 7}, {"MaxNumberOfMessagesPerSecond": 6}, {"MaxNumberOfMessagesPerSecond": 5}, {"MaxNumberOfMessagesPerSecond": 4}, {"MaxNumberOfMessagesPerSecond": 3}, {"MaxNumberOfMessagesPerSecond": 2}]}
