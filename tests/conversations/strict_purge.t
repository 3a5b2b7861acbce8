# The service's rule of 60 seconds between purges, on request.
server: --strict-purge

== a queue is purged once in 60 seconds
spec: actions.14.1 protocols.2.10
queue q
PurgeQueue {"QueueUrl": "{{q}}"}
= {}
PurgeQueue {"QueueUrl": "{{q}}"}
! 403 PurgeQueueInProgress AWS.SimpleQueueService.PurgeQueueInProgress Only one PurgeQueue operation on {{q.name}} is allowed every 60 seconds.
clock 60000
PurgeQueue {"QueueUrl": "{{q}}"}
= {}
