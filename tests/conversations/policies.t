# Policies and permissions.

== a policy comes back as it was set
spec: attributes.7.2 actions.6.5 actions.1.15
queue q
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"Policy": "{ \"Version\": \"2012-10-17\",\"Statement\":[{\"Sid\":\"s\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:SendMessage\",\"Resource\":\"*\",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"true\"}}}]}"}}
= {}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["Policy"]}
= {"Attributes": {"Policy": "{ \"Version\": \"2012-10-17\",\"Statement\":[{\"Sid\":\"s\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:SendMessage\",\"Resource\":\"*\",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"true\"}}}]}"}}
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"Policy": ""}}
= {}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["All"]}
~ {"Attributes": {"Policy": null}}
CreateQueue {"QueueName": "empty", "Attributes": {"Policy": "", "RedrivePolicy": "", "RedriveAllowPolicy": "", "KmsMasterKeyId": ""}}
~ {"QueueUrl": "*"}
GetQueueAttributes {"QueueUrl": "{{base}}/empty", "AttributeNames": ["Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId"]}
= {}

== a policy that is none
spec: attributes.7.1 attributes.7.3
queue q
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"Policy": "garbage"}}
! 400 InvalidAttributeValue InvalidAttributeValue Invalid value for the parameter Policy.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"Policy": "[]"}}
! 400 InvalidAttributeValue InvalidAttributeValue Invalid value for the parameter Policy.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"Policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"{{a*8192}}\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}]}"}}
! 400 InvalidAttributeValue InvalidAttributeValue Invalid value for the parameter Policy.

== policies without what a policy must have
spec: attributes.7.1 attributes.7.5
queue q
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"Policy": "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"NotPrincipal\":{\"AWS\":\"111122223333\"},\"NotAction\":[\"sqs:ReceiveMessage\"]}}"}}
= {}
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"Policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:*\"}]}"}}
= {}
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"Policy": "{\"Version\":\"2013-01-01\",\"Statement\":[]}"}}
! 400 InvalidAttributeValue InvalidAttributeValue Invalid value for the parameter Policy.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"Policy": "{\"Statement\":[{\"Effect\":\"allow\",\"Principal\":\"*\",\"Action\":\"sqs:*\"}]}"}}
! 400 InvalidAttributeValue InvalidAttributeValue Invalid value for the parameter Policy.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"Policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sqs:*\"}]}"}}
! 400 InvalidAttributeValue InvalidAttributeValue Invalid value for the parameter Policy.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"Policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\"}]}"}}
! 400 InvalidAttributeValue InvalidAttributeValue Invalid value for the parameter Policy.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"Policy": "{\"Statement\":[\"x\"]}"}}
! 400 InvalidAttributeValue InvalidAttributeValue Invalid value for the parameter Policy.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"Policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Condition\":[]}]}"}}
! 400 InvalidAttributeValue InvalidAttributeValue Invalid value for the parameter Policy.

== more statements than a policy may have
spec: actions.6.7
queue q
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"Policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{{statement*21}}]}"}}
! 403 OverLimit OverLimit 21 statements were found in the submitted policy, max allowed is 20
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"Policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{{statement*20}}]}"}}
= {}
CreateQueue {"QueueName": "many", "Attributes": {"Policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{{statement*21}}]}"}}
! 400 InvalidParameterValueException InvalidParameterValue 21 statements were found in the submitted policy, max allowed is 20

== permissions for several accounts and actions
spec: actions.18.1
queue q
AddPermission {"QueueUrl": "{{q}}", "Label": "l", "AWSAccountIds": ["111122223333", "444455556666"], "Actions": ["ReceiveMessage", "DeleteMessage"]}
= {}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["Policy"]}
= {"Attributes": {"Policy": "{\"Version\":\"2008-10-17\",\"Id\":\"{{q.arn}}/SQSDefaultPolicy\",\"Statement\":[{\"Sid\":\"l\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"arn:aws:iam::111122223333:root\",\"arn:aws:iam::444455556666:root\"]},\"Action\":[\"SQS:ReceiveMessage\",\"SQS:DeleteMessage\"],\"Resource\":\"{{q.arn}}\"}]}"}}

== permissions that cannot be given
spec: actions.18.4 actions.18.5
queue q
AddPermission {"QueueUrl": "{{q}}", "Label": "l", "AWSAccountIds": ["111122223333"], "Actions": ["Foo"]}
! 400 InvalidParameterValueException InvalidParameterValue *Please refer to the appropriate WSDL for a list of valid actions.
AddPermission {"QueueUrl": "{{q}}", "Label": "l", "AWSAccountIds": ["111122223333"], "Actions": ["StartMessageMoveTask"]}
! 400 InvalidParameterValueException InvalidParameterValue Value SQS:StartMessageMoveTask for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.
AddPermission {"QueueUrl": "{{q}}", "Label": "l", "AWSAccountIds": ["111122223333"], "Actions": ["SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes", "GetQueueUrl", "PurgeQueue", "ListDeadLetterSourceQueues"]}
! 403 OverLimit OverLimit 8 Actions were found, maximum allowed is 7.
AddPermission {"QueueUrl": "{{q}}", "Label": "l", "AWSAccountIds": ["12"], "Actions": ["SendMessage"]}
! 400 InvalidParameterValueException InvalidParameterValue Value * for parameter PrincipalId is invalid. Reason: Unable to verify.
AddPermission {"QueueUrl": "{{q}}", "Label": "a b", "AWSAccountIds": ["111122223333"], "Actions": ["SendMessage"]}
! 400 InvalidParameterValueException InvalidParameterValue *
AddPermission {"QueueUrl": "{{q}}", "Label": "l", "AWSAccountIds": ["111122223333"], "Actions": ["*"]}
= {}
AddPermission {"QueueUrl": "{{base}}/nothing", "Label": "l", "AWSAccountIds": ["111122223333"], "Actions": ["SendMessage"]}
! 400 QueueDoesNotExist AWS.SimpleQueueService.NonExistentQueue *
