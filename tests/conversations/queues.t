# actions.md sections 1 to 6 and 14, attributes.md section 1

== a queue is created, found, listed and deleted
spec: actions.1.1 actions.2.2 actions.3.1 actions.3.2 actions.3.3 actions.4.1 actions.0.3
ListQueues {}
= {}
CreateQueue {"QueueName": "one"}
= {"QueueUrl": "{{base}}/one"}
GetQueueUrl {"QueueName": "one"}
= {"QueueUrl": "{{base}}/one"}
ListQueues {}
= {"QueueUrls": ["{{base}}/one"]}
DeleteQueue {"QueueUrl": "{{base}}/one"}
= {}
DeleteQueue {"QueueUrl": "{{base}}/one"}
! 400 QueueDoesNotExist AWS.SimpleQueueService.NonExistentQueue The specified queue does not exist. || The specified queue does not exist for this wsdl version.
GetQueueUrl {"QueueName": "one"}
! 400 QueueDoesNotExist AWS.SimpleQueueService.NonExistentQueue The specified queue does not exist. || The specified queue does not exist for this wsdl version.
GetQueueUrl {"QueueName": "no/such:name"}
! 400 QueueDoesNotExist AWS.SimpleQueueService.NonExistentQueue *

== names are checked
spec: actions.1.2 actions.1.3 actions.1.4 actions.1.14 actions.0.16
CreateQueue {}
! 400 InvalidParameterValueException InvalidParameterValue Value for parameter QueueName is invalid. Reason: Must specify a queue name.
CreateQueue {"QueueName": ""}
! 400 InvalidParameterValueException InvalidParameterValue Queue name cannot be empty
CreateQueue {"QueueName": "a.b"}
! 400 InvalidParameterValueException InvalidParameterValue Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length
CreateQueue {"QueueName": "{{a*81}}"}
! 400 InvalidParameterValueException InvalidParameterValue Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length
CreateQueue {"QueueName": "{{a*80}}"}
~ {"QueueUrl": "*"}
CreateQueue {"QueueName": "x.fifo"}
! 400 InvalidParameterValueException InvalidParameterValue Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length
CreateQueue {"QueueName": "x", "Attributes": {"FifoQueue": "true"}}
! 400 InvalidParameterValueException InvalidParameterValue The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.
CreateQueue {"QueueName": "{{a*76}}.fifo", "Attributes": {"FifoQueue": "true"}}
! 400 InvalidParameterValueException InvalidParameterValue *
CreateQueue {"QueueName": "{{a*75}}.fifo", "Attributes": {"FifoQueue": "True"}}
~ {"QueueUrl": "*"}

== a fresh standard queue has exactly these attributes
spec: attributes.1.9 attributes.1.8 attributes.1.3 actions.5.1 actions.5.2 actions.5.3 actions.5.4
queue q
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["All"]}
= {"Attributes": {"ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesDelayed": "0", "ApproximateNumberOfMessagesNotVisible": "0", "CreatedTimestamp": "*", "DelaySeconds": "0", "LastModifiedTimestamp": "*", "MaximumMessageSize": "1048576", "MessageRetentionPeriod": "345600", "QueueArn": "{{q.arn}}", "ReceiveMessageWaitTimeSeconds": "0", "SqsManagedSseEnabled": "true", "VisibilityTimeout": "30"}}
GetQueueAttributes {"QueueUrl": "{{q}}"}
= {}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["Policy", "RedrivePolicy", "KmsMasterKeyId"]}
= {}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["VisibilityTimeout", "QueueArn"]}
= {"Attributes": {"QueueArn": "{{q.arn}}", "VisibilityTimeout": "30"}}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["Foobar"]}
! 400 InvalidAttributeName InvalidAttributeName Unknown Attribute Foobar.

== a fresh FIFO queue has four more
spec: attributes.1.9 actions.1.14
fifo f
GetQueueAttributes {"QueueUrl": "{{f}}", "AttributeNames": ["All"]}
= {"Attributes": {"ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesDelayed": "0", "ApproximateNumberOfMessagesNotVisible": "0", "ContentBasedDeduplication": "false", "CreatedTimestamp": "*", "DeduplicationScope": "queue", "DelaySeconds": "0", "FifoQueue": "true", "FifoThroughputLimit": "perQueue", "LastModifiedTimestamp": "*", "MaximumMessageSize": "1048576", "MessageRetentionPeriod": "345600", "QueueArn": "{{f.arn}}", "ReceiveMessageWaitTimeSeconds": "0", "SqsManagedSseEnabled": "true", "VisibilityTimeout": "30"}}

== creating again compares the attributes given with the current ones
spec: actions.1.10 actions.1.11 actions.1.13
queue q DelaySeconds=5
CreateQueue {"QueueName": "{{q.name}}"}
= {"QueueUrl": "{{q}}"}
CreateQueue {"QueueName": "{{q.name}}", "Attributes": {"DelaySeconds": "5", "VisibilityTimeout": "30"}}
= {"QueueUrl": "{{q}}"}
CreateQueue {"QueueName": "{{q.name}}", "Attributes": {"DelaySeconds": "6"}}
! 400 QueueNameExists QueueAlreadyExists A queue already exists with the same name and a different value for attribute DelaySeconds
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"DelaySeconds": "6"}}
= {}
CreateQueue {"QueueName": "{{q.name}}", "Attributes": {"DelaySeconds": "6"}}
= {"QueueUrl": "{{q}}"}

== FIFO attributes on standard queues
spec: actions.1.5 actions.1.6 actions.1.7 actions.1.9 actions.6.2 actions.6.3 attributes.1.7
CreateQueue {"QueueName": "s", "Attributes": {"FifoQueue": "false"}}
! 400 InvalidAttributeName InvalidAttributeName Unknown Attribute FifoQueue.
CreateQueue {"QueueName": "s", "Attributes": {"ContentBasedDeduplication": "true"}}
! 400 InvalidAttributeName InvalidAttributeName Unknown Attribute ContentBasedDeduplication.
CreateQueue {"QueueName": "s", "Attributes": {"DeduplicationScope": "queue"}}
! 400 InvalidAttributeName InvalidAttributeName You can specify the DeduplicationScope only when FifoQueue is set to true.
CreateQueue {"QueueName": "s", "Attributes": {"FifoThroughputLimit": "perQueue"}}
! 400 InvalidAttributeName InvalidAttributeName You can specify the FifoThroughputLimit only when FifoQueue is set to true.
CreateQueue {"QueueName": "s", "Attributes": {"Foo": "1"}}
! 400 InvalidAttributeName InvalidAttributeName Unknown Attribute Foo.
CreateQueue {"QueueName": "s", "Attributes": {"QueueArn": "1"}}
! 400 InvalidAttributeName InvalidAttributeName Unknown Attribute QueueArn.
queue q
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"FifoQueue": "true"}}
! 400 InvalidAttributeName InvalidAttributeName Unknown Attribute FifoQueue.
fifo f
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"FifoQueue": "true"}}
= {}
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"FifoQueue": "false"}}
! 400 InvalidAttributeValue InvalidAttributeValue Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"FifoThroughputLimit": "perMessageGroupId"}}
! 400 InvalidAttributeValue InvalidAttributeValue The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup
SetQueueAttributes {"QueueUrl": "{{f}}", "Attributes": {"DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"}}
= {}

== attribute values are whole numbers in range
spec: attributes.1.11 attributes.1.2 actions.1.8 actions.6.1 actions.6.4
queue q
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"VisibilityTimeout": "43200"}}
= {}
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"VisibilityTimeout": "43201"}}
! 400 InvalidAttributeValue InvalidAttributeValue Invalid value for the parameter VisibilityTimeout.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"VisibilityTimeout": "-1"}}
! 400 InvalidAttributeValue InvalidAttributeValue Invalid value for the parameter VisibilityTimeout.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"VisibilityTimeout": "1.5"}}
! 400 InvalidAttributeValue InvalidAttributeValue Invalid value for the parameter VisibilityTimeout.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"VisibilityTimeout": ""}}
! 400 InvalidAttributeValue InvalidAttributeValue Invalid value for the parameter VisibilityTimeout.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"DelaySeconds": "7", "MessageRetentionPeriod": "59"}}
! 400 InvalidAttributeValue InvalidAttributeValue Invalid value for the parameter MessageRetentionPeriod.
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["DelaySeconds"]}
= {"Attributes": {"DelaySeconds": "0"}}
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {}}
! 400 MissingRequiredParameterException MissingParameter The request must contain the parameter Attributes. || The request must contain the parameter Attribute.Name.

== encryption attributes
spec: attributes.1.4 attributes.1.5 attributes.1.12 actions.6.6
queue q
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"KmsMasterKeyId": "testKeyId", "SqsManagedSseEnabled": "true"}}
! 400 InvalidAttributeName InvalidAttributeName You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"KmsMasterKeyId": "testKeyId"}}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"]}
= {"Attributes": {"KmsDataKeyReusePeriodSeconds": "300", "KmsMasterKeyId": "testKeyId", "SqsManagedSseEnabled": "false"}}
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"KmsMasterKeyId": "", "KmsDataKeyReusePeriodSeconds": "300"}}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"]}
= {"Attributes": {"SqsManagedSseEnabled": "false"}}

== lists come in pages
spec: actions.4.2 actions.4.3 actions.4.4 actions.4.5 standard.12.1
CreateQueue {"QueueName": "p-b"}
CreateQueue {"QueueName": "p-a"}
CreateQueue {"QueueName": "p-c"}
CreateQueue {"QueueName": "P-d"}
ListQueues {"QueueNamePrefix": "p-"}
= {"QueueUrls": ["{{base}}/p-a", "{{base}}/p-b", "{{base}}/p-c"]}
ListQueues {"QueueNamePrefix": "p-", "MaxResults": 2}
= {"QueueUrls": ["{{base}}/p-a", "{{base}}/p-b"], "NextToken": "<<token>>"}
ListQueues {"QueueNamePrefix": "p-", "MaxResults": 2, "NextToken": "{{token}}"}
= {"QueueUrls": ["{{base}}/p-c"]}
ListQueues {"MaxResults": 1001}
! 400 InvalidParameterValueException InvalidParameterValue Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and 1000.
ListQueues {"MaxResults": 0}
! 400 InvalidParameterValueException InvalidParameterValue Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and 1000.
ListQueues {"NextToken": "!!!"}
! 400 InvalidParameterValueException InvalidParameterValue *

== tags
spec: actions.15.1 actions.15.2 actions.15.3 actions.15.4 actions.15.5
queue q
ListQueueTags {"QueueUrl": "{{q}}"}
= {}
TagQueue {"QueueUrl": "{{q}}", "Tags": {"env": "dev", "Env": ""}}
= {}
TagQueue {"QueueUrl": "{{q}}", "Tags": {"env": "prod", "k": "v w"}}
= {}
ListQueueTags {"QueueUrl": "{{q}}"}
= {"Tags": {"Env": "", "env": "prod", "k": "v w"}}
UntagQueue {"QueueUrl": "{{q}}", "TagKeys": ["k", "unknown"]}
= {}
ListQueueTags {"QueueUrl": "{{q}}"}
= {"Tags": {"Env": "", "env": "prod"}}
TagQueue {"QueueUrl": "{{q}}", "Tags": {"{{k*129}}": "v"}}
! 400 InvalidParameterValueException InvalidParameterValue Tag keys must be between 1 and 128 characters in length.
TagQueue {"QueueUrl": "{{q}}"}
! 400 MissingRequiredParameterException MissingParameter The request must contain the parameter Tags.
TagQueue {"QueueUrl": "{{base}}/nothing", "Tags": {"a": "b"}}
! 400 QueueDoesNotExist AWS.SimpleQueueService.NonExistentQueue *
CreateQueue {"QueueName": "tagged", "tags": {"a": "b"}}
ListQueueTags {"QueueUrl": "{{base}}/tagged"}
= {"Tags": {"a": "b"}}

== permissions
spec: actions.18.1 actions.18.2 actions.18.3 actions.18.4
queue q
AddPermission {"QueueUrl": "{{q}}", "Label": "l1", "AWSAccountIds": ["111122223333"], "Actions": ["SendMessage"]}
= {}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["Policy"]}
= {"Attributes": {"Policy": "{\"Version\":\"2008-10-17\",\"Id\":\"{{q.arn}}/SQSDefaultPolicy\",\"Statement\":[{\"Sid\":\"l1\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"},\"Action\":\"SQS:SendMessage\",\"Resource\":\"{{q.arn}}\"}]}"}}
AddPermission {"QueueUrl": "{{q}}", "Label": "l1", "AWSAccountIds": ["111122223333"], "Actions": ["SendMessage"]}
! 400 InvalidParameterValueException InvalidParameterValue Value l1 for parameter Label is invalid. Reason: Already exists.
AddPermission {"QueueUrl": "{{q}}", "Label": "l2", "AWSAccountIds": ["111122223333", "444455556666"], "Actions": ["ReceiveMessage", "DeleteMessage"]}
= {}
RemovePermission {"QueueUrl": "{{q}}", "Label": "l3"}
! 400 InvalidParameterValueException InvalidParameterValue Value l3 for parameter Label is invalid. Reason: can't find label.
RemovePermission {"QueueUrl": "{{q}}", "Label": "l1"}
RemovePermission {"QueueUrl": "{{q}}", "Label": "l2"}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["Policy"]}
= {}
AddPermission {"QueueUrl": "{{q}}", "Label": "l", "AWSAccountIds": ["111122223333"], "Actions": ["CreateQueue"]}
! 400 InvalidParameterValueException InvalidParameterValue Value SQS:CreateQueue for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.

== purge removes everything and leaves the queue
spec: actions.14.2 actions.14.4 actions.14.5
queue q
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "a"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "b"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "c", "DelaySeconds": 60}
ReceiveMessage {"QueueUrl": "{{q}}"}
~ {"Messages": [{"ReceiptHandle": "<<handle>>"}]}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"]}
= {"Attributes": {"ApproximateNumberOfMessages": "1", "ApproximateNumberOfMessagesDelayed": "1", "ApproximateNumberOfMessagesNotVisible": "1"}}
PurgeQueue {"QueueUrl": "{{q}}"}
= {}
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"]}
= {"Attributes": {"ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesDelayed": "0", "ApproximateNumberOfMessagesNotVisible": "0"}}
DeleteMessage {"QueueUrl": "{{q}}", "ReceiptHandle": "{{handle}}"}
= {}
clock 120000
ReceiveMessage {"QueueUrl": "{{q}}"}
= {}
