# The service's rule of 60 seconds after DeleteQueue, on request.
server: --strict-delete

== a name is free 60 seconds after its queue was deleted
spec: actions.1.12
queue q
DeleteQueue {"QueueUrl": "{{q}}"}
CreateQueue {"QueueName": "{{q.name}}"}
! 400 QueueDeletedRecently AWS.SimpleQueueService.QueueDeletedRecently You must wait 60 seconds after deleting a queue before you can create another with the same name.
clock 59000
CreateQueue {"QueueName": "{{q.name}}"}
! 400 QueueDeletedRecently AWS.SimpleQueueService.QueueDeletedRecently *
clock 1000
CreateQueue {"QueueName": "{{q.name}}"}
= {"QueueUrl": "{{q}}"}
