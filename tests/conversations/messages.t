# actions.md sections 7 to 13, standard.md

== a message is sent, received and deleted
spec: actions.7.1 actions.9.14 actions.10.2 attributes.3.6 protocols.6.1 wire.0.4 actions.9.1 actions.9.2
queue q
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "foobar"}
= {"MD5OfMessageBody": "3858f62230ac3c915f300c664312c63f", "MessageId": "<<id>>"}
ReceiveMessage {"QueueUrl": "{{q}}"}
= {"Messages": [{"Body": "foobar", "MD5OfBody": "3858f62230ac3c915f300c664312c63f", "MessageId": "{{id}}", "ReceiptHandle": "<<handle>>"}]}
ReceiveMessage {"QueueUrl": "{{q}}"}
= {}
DeleteMessage {"QueueUrl": "{{q}}", "ReceiptHandle": "{{handle}}"}
= {}
DeleteMessage {"QueueUrl": "{{q}}", "ReceiptHandle": "{{handle}}"}
= {}
clock 60000
ReceiveMessage {"QueueUrl": "{{q}}"}
= {}

== what is missing or wrong in a send
spec: actions.7.2 actions.7.3 actions.7.4 actions.7.5 actions.7.9 actions.7.11 actions.7.14 actions.0.2 actions.0.3 attributes.5.1
queue q MaximumMessageSize=1024
SendMessage {"QueueUrl": "{{q}}"}
! 400 MissingRequiredParameterException MissingParameter The request must contain the parameter MessageBody.
SendMessage {"QueueUrl": "{{q}}", "MessageBody": ""}
! 400 MissingRequiredParameterException MissingParameter The request must contain the parameter MessageBody.
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "a\u0007b"}
! 400 InvalidMessageContents InvalidMessageContents Invalid binary character '#x7' was found in the message body, the set of allowed characters is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF].
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "a\uffff"}
! 400 InvalidMessageContents InvalidMessageContents Invalid binary character '#xffff' was found *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "{{a*1024}}"}
~ {"MessageId": "*"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "{{a*1025}}"}
! 400 InvalidParameterValueException InvalidParameterValue One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "{{a*1016}}", "MessageAttributes": {"k": {"DataType": "String", "StringValue": "x"}}}
~ {"MD5OfMessageAttributes": "a45daa70926828a2f0a1db3418e6feb4"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "{{a*1017}}", "MessageAttributes": {"k": {"DataType": "String", "StringValue": "x"}}}
! 400 InvalidParameterValueException InvalidParameterValue One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "a", "DelaySeconds": 901}
! 400 InvalidParameterValueException InvalidParameterValue Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "a", "DelaySeconds": -1}
! 400 InvalidParameterValueException InvalidParameterValue Value -1 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "a", "MessageGroupId": ""}
! 400 InvalidParameterValueException InvalidParameterValue Value  for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "a", "MessageGroupId": "a b"}
! 400 InvalidParameterValueException InvalidParameterValue Value a b for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "a", "MessageDeduplicationId": "d"}
! 400 InvalidParameterValueException InvalidParameterValue Value d for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type.
SendMessage {"QueueUrl": "{{base}}/nothing", "MessageBody": ""}
! 400 QueueDoesNotExist AWS.SimpleQueueService.NonExistentQueue *

== a group on a standard queue
spec: actions.7.12 standard.11.1
queue q
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "a", "MessageGroupId": "tenant"}
= {"MD5OfMessageBody": "*", "MessageId": "*"}
ReceiveMessage {"QueueUrl": "{{q}}", "AttributeNames": ["MessageGroupId"]}
~ {"Messages": [{"Attributes": {"MessageGroupId": "tenant"}}]}

== digests of message attributes
spec: protocols.6.2 attributes.4.10 attributes.4.11 attributes.3.7 clients.5.1
queue q VisibilityTimeout=0
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "message", "MessageAttributes": {"Help.Me": {"DataType": "String", "StringValue": "Me"}, "Hello": {"DataType": "String", "StringValue": "There"}, "General": {"DataType": "String", "StringValue": "Kenobi"}}}
~ {"MD5OfMessageAttributes": "4c360f3fdafd970e05fae2f149d997f5", "MD5OfMessageBody": "78e731027d8fd50ed642340b7c9a63b3"}
ReceiveMessage {"QueueUrl": "{{q}}", "MessageAttributeNames": ["Hello", "General"]}
~ {"Messages": [{"MD5OfMessageAttributes": "fca026605781cb4126a1e9044df24232"}]}
ReceiveMessage {"QueueUrl": "{{q}}", "MessageAttributeNames": ["Hel.*"]}
~ {"Messages": [{"MD5OfMessageAttributes": "83fee93c1bcd8b9a5a923ffacdc636c7", "MessageAttributes": {"Hello": {"DataType": "String", "StringValue": "There"}, "Help.Me": {"DataType": "String", "StringValue": "Me"}}}]}
ReceiveMessage {"QueueUrl": "{{q}}", "MessageAttributeNames": ["All"]}
~ {"Messages": [{"MD5OfMessageAttributes": "4c360f3fdafd970e05fae2f149d997f5"}]}
ReceiveMessage {"QueueUrl": "{{q}}", "MessageAttributeNames": [".*"]}
~ {"Messages": [{"MD5OfMessageAttributes": "4c360f3fdafd970e05fae2f149d997f5"}]}
ReceiveMessage {"QueueUrl": "{{q}}", "MessageAttributeNames": ["nothing"]}
~ {"Messages": [{"MD5OfMessageAttributes": null, "MessageAttributes": null}]}
ReceiveMessage {"QueueUrl": "{{q}}", "AttributeNames": ["All"]}
~ {"Messages": [{"MD5OfMessageAttributes": null, "MessageAttributes": null}]}

== binary, number and custom types
spec: protocols.6.2 protocols.6.3 attributes.3.5 attributes.4.2 attributes.4.9
queue q
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"timestamp": {"DataType": "Number", "StringValue": "1493147359900"}}}
~ {"MD5OfMessageAttributes": "235c5c510d26fb653d073faed50ae77c"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"attribName1": {"DataType": "String", "StringValue": "attribValue 1"}, "customNumberTypeAttrib": {"DataType": "Number.float", "StringValue": "4563442423554324324264524243.32543234"}, "binaryAttribute": {"DataType": "Binary", "BinaryValue": "SGVsbG8gYmluYXJ5IHdvcmxkIQ=="}}}
~ {"MD5OfMessageAttributes": "c932db14a896c663f83c260297d594ff"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageSystemAttributes": {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"}}}
= {"MD5OfMessageBody": "*", "MD5OfMessageSystemAttributes": "5ae4d5d7636402d80f4eb6d213245a88", "MessageId": "*"}
ReceiveMessage {"QueueUrl": "{{q}}", "MaxNumberOfMessages": 10, "AttributeNames": ["AWSTraceHeader"], "MessageAttributeNames": ["binaryAttribute"]}
~ {"Messages": [{"Body": "m"}, {"MessageAttributes": {"binaryAttribute": {"BinaryValue": "SGVsbG8gYmluYXJ5IHdvcmxkIQ==", "DataType": "Binary"}}}, {"Attributes": {"AWSTraceHeader": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"}}]}

== message attributes that are refused
spec: attributes.4.3 attributes.4.4 attributes.4.2 attributes.4.6 attributes.4.7 attributes.4.12
queue q
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"ErrorDetails": {"DataType": "String", "StringValue": ""}}}
! 400 InvalidParameterValueException InvalidParameterValue Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'.
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "Text", "StringValue": "x"}}}
! 400 InvalidParameterValueException InvalidParameterValue The type of message (user) attribute 'a' is invalid. *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"aWs.x": {"DataType": "String", "StringValue": "x"}}}
! 400 InvalidParameterValueException InvalidParameterValue You can't use message attribute names beginning with *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {".a": {"DataType": "String", "StringValue": "x"}}}
! 400 InvalidParameterValueException InvalidParameterValue *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a.": {"DataType": "String", "StringValue": "x"}}}
! 400 InvalidParameterValueException InvalidParameterValue *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a!": {"DataType": "String", "StringValue": "x"}}}
! 400 InvalidParameterValueException InvalidParameterValue *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a§": {"DataType": "String", "StringValue": "x"}}}
! 400 InvalidParameterValueException InvalidParameterValue *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"attr.1øßä": {"DataType": "String", "StringValue": "x"}}}
~ {"MessageId": "*"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"{{n*256}}": {"DataType": "String", "StringValue": "x"}}}
~ {"MessageId": "*"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"{{n*257}}": {"DataType": "String", "StringValue": "x"}}}
! 400 InvalidParameterValueException InvalidParameterValue *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "String", "StringValue": "x\u000b"}}}
! 400 InvalidParameterValueException InvalidParameterValue *
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "m", "MessageAttributes": {"a": {"DataType": "Number", "StringValue": "x"}}}
! 400 InvalidParameterValueException InvalidParameterValue Can't cast the value of message (user) attribute 'a' to a number.

== quotes, line ends and wide characters come back as sent
spec: protocols.3.8 attributes.5.2
queue q
SendMessage {"QueueUrl": "{{q}}", "MessageBody": " <a href=\"x\">&amp;</a>\r\n\t\u00e9\u20ac\ud83d\ude00 "}
~ {"MD5OfMessageBody": "<<md5>>"}
ReceiveMessage {"QueueUrl": "{{q}}"}
~ {"Messages": [{"Body": " <a href=\"x\">&amp;</a>\r\n\t\u00e9\u20ac\ud83d\ude00 ", "MD5OfBody": "{{md5}}"}]}

== receive parameters
spec: actions.9.2 actions.9.3 actions.9.4 actions.9.5 actions.9.7 attributes.3.8
queue q
ReceiveMessage {"QueueUrl": "{{q}}", "MaxNumberOfMessages": 11}
! 400 InvalidParameterValueException InvalidParameterValue Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.
ReceiveMessage {"QueueUrl": "{{q}}", "MaxNumberOfMessages": 0}
! 400 InvalidParameterValueException InvalidParameterValue Value 0 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.
ReceiveMessage {"QueueUrl": "{{q}}", "WaitTimeSeconds": 21}
! 400 InvalidParameterValueException InvalidParameterValue Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.
ReceiveMessage {"QueueUrl": "{{q}}", "WaitTimeSeconds": -1}
! 400 InvalidParameterValueException InvalidParameterValue Value -1 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.
ReceiveMessage {"QueueUrl": "{{q}}", "VisibilityTimeout": 43201}
! 400 InvalidParameterValueException InvalidParameterValue Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided.
ReceiveMessage {"QueueUrl": "{{q}}", "ReceiveRequestAttemptId": "x"}
! 400 InvalidParameterValueException InvalidParameterValue Value x for parameter ReceiveRequestAttemptId is invalid. Reason: The request include parameter that is not valid for this queue type.
ReceiveMessage {"QueueUrl": "{{q}}", "AttributeNames": ["Foo"]}
! 400 InvalidAttributeName InvalidAttributeName Unknown Attribute Foo.
ReceiveMessage {"QueueUrl": "{{q}}", "AttributeNames": ["QueueArn"]}
= {}

== system attributes
spec: attributes.3.1 attributes.3.2 attributes.3.6 attributes.3.9 actions.9.13
queue q
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "a"}
ReceiveMessage {"QueueUrl": "{{q}}", "AttributeNames": ["All"], "VisibilityTimeout": 0}
~ {"Messages": [{"Attributes": {"ApproximateFirstReceiveTimestamp": "<<first>>", "ApproximateReceiveCount": "1", "SenderId": "{{account}}", "SentTimestamp": "<<sent>>"}}]}
clock 5000
ReceiveMessage {"QueueUrl": "{{q}}", "MessageSystemAttributeNames": ["All"]}
~ {"Messages": [{"Attributes": {"ApproximateFirstReceiveTimestamp": "{{first}}", "ApproximateReceiveCount": "2", "SentTimestamp": "{{sent}}"}}]}

== visibility expires, and old handles still delete
spec: standard.3.1 actions.10.1 actions.9.13 standard.2.1
queue q VisibilityTimeout=10
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "a"}
ReceiveMessage {"QueueUrl": "{{q}}"}
~ {"Messages": [{"ReceiptHandle": "<<first>>"}]}
clock 9000
ReceiveMessage {"QueueUrl": "{{q}}"}
= {}
clock 1500
ReceiveMessage {"QueueUrl": "{{q}}", "AttributeNames": ["ApproximateReceiveCount"]}
~ {"Messages": [{"Attributes": {"ApproximateReceiveCount": "2"}}]}
DeleteMessage {"QueueUrl": "{{q}}", "ReceiptHandle": "{{first}}"}
= {}
clock 60000
ReceiveMessage {"QueueUrl": "{{q}}"}
= {}

== change of visibility
spec: actions.12.1 actions.12.2 actions.12.3 actions.12.8 standard.2.3 standard.2.4 actions.0.2
queue q
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "a"}
ReceiveMessage {"QueueUrl": "{{q}}"}
~ {"Messages": [{"ReceiptHandle": "<<h>>"}]}
ChangeMessageVisibility {"QueueUrl": "{{q}}", "ReceiptHandle": "{{h}}", "VisibilityTimeout": 43201}
! 400 InvalidParameterValueException InvalidParameterValue Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200.
ChangeMessageVisibility {"QueueUrl": "{{q}}", "ReceiptHandle": "{{h}}"}
! 400 MissingRequiredParameterException MissingParameter The request must contain the parameter VisibilityTimeout.
ChangeMessageVisibility {"QueueUrl": "{{q}}", "ReceiptHandle": "{{h}}", "VisibilityTimeout": 100}
= {}
clock 60000
ReceiveMessage {"QueueUrl": "{{q}}"}
= {}
ChangeMessageVisibility {"QueueUrl": "{{q}}", "ReceiptHandle": "{{h}}", "VisibilityTimeout": 43150}
! 400 InvalidParameterValueException InvalidParameterValue Value 43150 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]
ChangeMessageVisibility {"QueueUrl": "{{q}}", "ReceiptHandle": "{{h}}", "VisibilityTimeout": 0}
= {}
ReceiveMessage {"QueueUrl": "{{q}}"}
~ {"Messages": [{"Body": "a", "ReceiptHandle": "<<h2>>"}]}
DeleteMessage {"QueueUrl": "{{q}}", "ReceiptHandle": "{{h2}}"}
ChangeMessageVisibility {"QueueUrl": "{{q}}", "ReceiptHandle": "{{h2}}", "VisibilityTimeout": 1}
! 400 InvalidParameterValueException InvalidParameterValue Value * for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.

== handles that are none
spec: actions.10.4 actions.10.5 actions.10.6 actions.12.6 actions.0.1
queue q
queue r
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "a"}
ReceiveMessage {"QueueUrl": "{{q}}"}
~ {"Messages": [{"ReceiptHandle": "<<h>>"}]}
DeleteMessage {"QueueUrl": "{{q}}", "ReceiptHandle": "garbage"}
! 404 ReceiptHandleIsInvalid ReceiptHandleIsInvalid The input receipt handle "garbage" is not a valid receipt handle.
ChangeMessageVisibility {"QueueUrl": "{{q}}", "ReceiptHandle": "garbage", "VisibilityTimeout": 1}
! 404 ReceiptHandleIsInvalid ReceiptHandleIsInvalid The input receipt handle "garbage" is not a valid receipt handle.
DeleteMessage {"QueueUrl": "{{r}}", "ReceiptHandle": "{{h}}"}
! 404 ReceiptHandleIsInvalid ReceiptHandleIsInvalid The receipt handle "{{h}}" is not valid for this queue.
DeleteMessage {"QueueUrl": "{{q}}"}
! 400 MissingRequiredParameterException MissingParameter The request must contain the parameter ReceiptHandle.
DeleteMessage {"QueueUrl": "{{base}}/nothing", "ReceiptHandle": "garbage"}
! 400 QueueDoesNotExist AWS.SimpleQueueService.NonExistentQueue *

== delays
spec: standard.4.1 standard.1.3 attributes.1.14
queue q DelaySeconds=20
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "queue's"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "none", "DelaySeconds": 0}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "own", "DelaySeconds": 40}
ReceiveMessage {"QueueUrl": "{{q}}", "MaxNumberOfMessages": 10}
~ {"Messages": [{"Body": "none"}]}
clock 20000
ReceiveMessage {"QueueUrl": "{{q}}", "MaxNumberOfMessages": 10}
~ {"Messages": [{"Body": "queue's"}]}
SetQueueAttributes {"QueueUrl": "{{q}}", "Attributes": {"DelaySeconds": "0"}}
ReceiveMessage {"QueueUrl": "{{q}}", "MaxNumberOfMessages": 10}
= {}
clock 20000
ReceiveMessage {"QueueUrl": "{{q}}", "MaxNumberOfMessages": 10}
~ {"Messages": [{"Body": "none"}, {"Body": "own"}]}

== retention
spec: standard.7.1 standard.9.2 actions.10.2
queue q MessageRetentionPeriod=60
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "a"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "b"}
ReceiveMessage {"QueueUrl": "{{q}}", "VisibilityTimeout": 600}
~ {"Messages": [{"ReceiptHandle": "<<h>>"}]}
clock 60000
GetQueueAttributes {"QueueUrl": "{{q}}", "AttributeNames": ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]}
= {"Attributes": {"ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesNotVisible": "0"}}
ReceiveMessage {"QueueUrl": "{{q}}", "MaxNumberOfMessages": 10}
= {}
DeleteMessage {"QueueUrl": "{{q}}", "ReceiptHandle": "{{h}}"}
= {}

== order on a standard queue
spec: standard.1.1
queue q VisibilityTimeout=5
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "1"}
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "2"}
ReceiveMessage {"QueueUrl": "{{q}}", "MaxNumberOfMessages": 2}
~ {"Messages": [{"Body": "1"}, {"Body": "2"}]}
clock 6000
SendMessage {"QueueUrl": "{{q}}", "MessageBody": "3"}
ReceiveMessage {"QueueUrl": "{{q}}", "MaxNumberOfMessages": 10}
~ {"Messages": [{"Body": "1"}, {"Body": "2"}, {"Body": "3"}]}
