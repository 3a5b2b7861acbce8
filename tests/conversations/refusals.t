# Texts of refusals that nothing else asks for.

== dead-letter targets of another kind or owner
spec: attributes.6.4
queue d
queue q
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"arn:aws:sns:us-east-1:{{account}}:t\",\"maxReceiveCount\":1}"}}
! 400 InvalidParameterValueException InvalidParameterValue *Reason: Only SQS queues are valid resources for deadLetterTargetArn.
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:1{{account}}:d\",\"maxReceiveCount\":1}"}}
! 400 InvalidParameterValueException InvalidParameterValue *Reason: Dead-letter target *
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:999999999999:d\",\"maxReceiveCount\":1}"}}
! 400 InvalidParameterValueException InvalidParameterValue *Reason: Dead-letter target owner should be same as the source.

== message attributes of the wrong make
spec: attributes.4.2 attributes.4.14
queue q
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"": {{v}}}}
! 400 InvalidParameterValueException InvalidParameterValue The request must contain non-empty message attribute name.
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "Number", "BinaryValue": "AA=="}}}
! 400 InvalidParameterValueException InvalidParameterValue Message (user) attribute 'a' with type 'Number' must use field 'String'.
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "Binary", "StringValue": "x"}}}
! 400 InvalidParameterValueException InvalidParameterValue Message (user) attribute 'a' with type 'Binary' must use field 'Binary'.
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "String", "StringValue": "x", "BinaryValue": "AA=="}}}
! 400 InvalidParameterValueException InvalidParameterValue Message (user) attribute 'a' must have a single value.
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageSystemAttributes": {"AWSTraceHeader": {"DataType": "Number", "StringValue": "1"}}}
! 400 InvalidParameterValueException InvalidParameterValue *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageSystemAttributes": {"AWSTraceHeader": {"DataType": "String", "StringValue": ""}}}
! 400 InvalidParameterValueException InvalidParameterValue *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "Number", "StringValue": "\u00e9"}}}
! 400 InvalidParameterValueException InvalidParameterValue Can't cast the value of message (user) attribute 'a' to a number.

== tags of the wrong make
spec: actions.15.4
queue q
TagQueue {"QueueUrl": "{{q}}", "Tags": {"a!": "v"}}
! 400 InvalidParameterValueException InvalidParameterValue Tag keys may only contain unicode letters, digits, whitespace, or one of these symbols: _ . : / = + - @
TagQueue {"QueueUrl": "{{q}}", "Tags": {"a": "{{v*257}}"}}
! 400 InvalidParameterValueException InvalidParameterValue Tag values must be between 0 and 256 characters in length.
TagQueue {"QueueUrl": "{{q}}", "Tags": {"\u00e9 _.:/=+-@": "x"}}
= {}

== the 21st statement by AddPermission
spec: actions.18.5
queue q
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"Policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{{statement*20}}]}"}}
= {}
AddPermission {"QueueUrl": "{{q}}", "Label": "l", "AWSAccountIds": ["111122223333"], "Actions": ["SendMessage"]}
! 403 OverLimit OverLimit 21 Statements were found, maximum allowed is 20.

== a number that is none, in a form
spec: limits.0.2
only: query
queue q
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "DelaySeconds": "five"}
! 400 InvalidParameterValueException InvalidParameterValue Value five for parameter DelaySeconds is invalid. Reason: Must be an integer.

== a form at the root that names no queue
spec: actions.0.19
only: query
SendMessage {"MessageBody": "m"}
! 404 InvalidAddress InvalidAddress The address http://127.0.0.1:{{port}}/ is not valid for this endpoint.
