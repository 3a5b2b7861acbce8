# Receives that wait. `later` sends one on a connection of its own, `join` reads its answer,
# `waiting` sees that there is none yet.

== a send wakes a poll
spec: standard.5.1 actions.9.11
queue q
later w ReceiveMessage {"QueueUrl": "{{q}}", "WaitTimeSeconds": 20, "MaxNumberOfMessages": 10}
waiting w
send q m
join w
bodies m

== time ends a poll
spec: standard.5.1 actions.9.1
queue q
later w ReceiveMessage {"QueueUrl": "{{q}}", "WaitTimeSeconds": 20}
clock 19000
waiting w
clock 1000
join w
= {}

== the queue's wait is the default, 0 is a short poll
spec: actions.9.10 standard.5.1
queue q ReceiveMessageWaitTimeSeconds=20
later w ReceiveMessage {"QueueUrl": "{{q}}"}
waiting w
ReceiveMessage {"QueueUrl": "{{q}}", "WaitTimeSeconds": 0}
= {}
clock 20000
join w
= {}

== what is there comes at once, even if less than asked for
spec: standard.5.1 actions.9.11
queue q
send q a
send q b
ReceiveMessage {"QueueUrl": "{{q}}", "WaitTimeSeconds": 20, "MaxNumberOfMessages": 10}
bodies a b

== the end of a delay wakes a poll
spec: standard.5.1
queue q DelaySeconds=5
send q m
later w ReceiveMessage {"QueueUrl": "{{q}}", "WaitTimeSeconds": 20}
clock 4000
waiting w
clock 1000
join w
bodies m

== the end of visibility wakes a poll
spec: standard.5.1
queue q VisibilityTimeout=5
send q m
receive q 1
later w ReceiveMessage {"QueueUrl": "{{q}}", "WaitTimeSeconds": 20}
clock 4000
waiting w
clock 1000
join w
bodies m

== a change to 0 wakes a poll
spec: standard.2.4
queue q
send q m
receive q 1
later w ReceiveMessage {"QueueUrl": "{{q}}", "WaitTimeSeconds": 20}
waiting w
ChangeMessageVisibility {"QueueUrl": "{{q}}", "ReceiptHandle": "{{m.handle}}", "VisibilityTimeout": 0}
join w
bodies m

== one message wakes one of three
spec: standard.5.2
queue q
later a ReceiveMessage {"QueueUrl": "{{q}}", "WaitTimeSeconds": 20}
later b ReceiveMessage {"QueueUrl": "{{q}}", "WaitTimeSeconds": 20}
later c ReceiveMessage {"QueueUrl": "{{q}}", "WaitTimeSeconds": 20}
send q m
join a
bodies m
waiting b
waiting c
clock 20000
join b
= {}
join c
= {}

== a poll by a client that hung up takes nothing
spec: standard.5.3
queue q
later w ReceiveMessage {"QueueUrl": "{{q}}", "WaitTimeSeconds": 20}
waiting w
hangup w
send q m
receive q 1
bodies m

== a purge ends no poll
spec: standard.5.4
queue q
later w ReceiveMessage {"QueueUrl": "{{q}}", "WaitTimeSeconds": 20}
waiting w
PurgeQueue {"QueueUrl": "{{q}}"}
waiting w
send q m
join w
bodies m

== a deleted queue ends its polls
spec: actions.2.4
queue q
later w ReceiveMessage {"QueueUrl": "{{q}}", "WaitTimeSeconds": 20}
waiting w
DeleteQueue {"QueueUrl": "{{q}}"}
join w
! 400 QueueDoesNotExist AWS.SimpleQueueService.NonExistentQueue The specified queue does not exist. || The specified queue does not exist for this wsdl version.
