//! Messages on a standard queue: one at a time, in batches, with attributes.

use crate::client::{advance_clock, bodies, body, handle, run, system, Queue};
use aws_sdk_sqs::primitives::Blob;
use aws_sdk_sqs::types::{
    ChangeMessageVisibilityBatchRequestEntry, DeleteMessageBatchRequestEntry,
    MessageAttributeValue, SendMessageBatchRequestEntry,
};

#[test]
fn send_receive_delete() {
    run(async {
        let q = Queue::standard("message", &[]).await;
        let text = "line 1\r\nline 2 <&\"'> żółć 🪢 ";
        let id = q.send(text).await;

        let m = q.receive_one().await;
        assert_eq!(body(&m), text);
        assert_eq!(m.message_id.as_ref(), Some(&id));
        assert_eq!(system(&m, "ApproximateReceiveCount"), "1");
        system(&m, "SentTimestamp").parse::<u64>().unwrap();
        assert_eq!(q.counts().await, "0/1/0");
        assert!(q.receive(0).await.is_empty());

        q.delete(&m).await;
        assert_eq!(q.counts().await, "0/0/0");
        q.delete(&m).await; // deleting twice is no error
    });
}

#[test]
fn delayed_message() {
    run(async {
        let q = Queue::standard("delay", &[]).await;
        let request = q.sqs.send_message().queue_url(&q.url);
        request
            .message_body("later")
            .delay_seconds(60)
            .send()
            .await
            .unwrap();
        assert_eq!(q.counts().await, "0/0/1");
        assert!(q.receive(0).await.is_empty());
        advance_clock(61);
        assert_eq!(body(&q.receive_one().await), "later");
    });
}

fn send_entry(id: &str, body: &str) -> SendMessageBatchRequestEntry {
    let entry = SendMessageBatchRequestEntry::builder().id(id);
    entry.message_body(body).build().unwrap()
}

#[test]
fn send_batch_with_one_bad_entry() {
    run(async {
        let q = Queue::standard("batch", &[]).await;
        let request = q.sqs.send_message_batch().queue_url(&q.url);
        let request = request
            .entries(send_entry("first", "1"))
            .entries(send_entry("bad", "bell \u{7}"))
            .entries(send_entry("last", "2"));
        let reply = request.send().await.unwrap();

        let sent: Vec<_> = reply
            .successful
            .iter()
            .map(|entry| entry.id.as_str())
            .collect();
        assert_eq!(sent, ["first", "last"]);
        assert_eq!(reply.failed.len(), 1);
        assert_eq!(reply.failed[0].id, "bad");
        assert_eq!(reply.failed[0].code, "InvalidMessageContents");
        assert!(reply.failed[0].sender_fault);
        assert_eq!(bodies(&q.receive(0).await), "1 2");
    });
}

#[test]
fn change_batch_with_one_bad_entry() {
    run(async {
        let q = Queue::standard("batch", &[]).await;
        q.send("only").await;
        let m = q.receive_one().await;
        let entry = |id: &str, seconds| {
            let entry = ChangeMessageVisibilityBatchRequestEntry::builder().id(id);
            let entry = entry.receipt_handle(handle(&m)).visibility_timeout(seconds);
            entry.build().unwrap()
        };
        let request = q.sqs.change_message_visibility_batch().queue_url(&q.url);
        let request = request
            .entries(entry("good", 60))
            .entries(entry("bad", 43201));
        let reply = request.send().await.unwrap();

        assert_eq!(reply.successful.len(), 1);
        assert_eq!(reply.failed.len(), 1);
        assert_eq!(reply.failed[0].code, "InvalidParameterValue");
    });
}

#[test]
fn delete_batch_with_one_bad_entry() {
    run(async {
        let q = Queue::standard("batch", &[]).await;
        q.send("only").await;
        let m = q.receive_one().await;
        let entry = |id: &str, handle: &str| {
            let entry = DeleteMessageBatchRequestEntry::builder().id(id);
            entry.receipt_handle(handle).build().unwrap()
        };
        let request = q.sqs.delete_message_batch().queue_url(&q.url);
        let request = request
            .entries(entry("bad", "garbage"))
            .entries(entry("good", handle(&m)));
        let reply = request.send().await.unwrap();

        assert_eq!(reply.successful.len(), 1);
        assert_eq!(reply.successful[0].id, "good");
        assert_eq!(reply.failed.len(), 1);
        assert_eq!(reply.failed[0].code, "ReceiptHandleIsInvalid");
        assert_eq!(q.counts().await, "0/0/0");
    });
}

const MD5_OF_CITY: &str = "ced98e2e6ac072d52007bbe27661d545";
const MD5_OF_ALL: &str = "cb4cb6d6f0b4bab294a55d94bed73029";

fn attribute(data_type: &str, text: &str) -> MessageAttributeValue {
    let value = MessageAttributeValue::builder().data_type(data_type);
    value.string_value(text).build().unwrap()
}

fn binary(bytes: &[u8]) -> MessageAttributeValue {
    let value = MessageAttributeValue::builder().data_type("Binary");
    value.binary_value(Blob::new(bytes)).build().unwrap()
}

/// This SDK checks no MD5 at all, so the server's are compared with digests
/// computed by hand.
#[test]
fn message_attributes() {
    run(async {
        let blob = [0x00, 0xff, 0x80];
        let q = Queue::standard("msgattr", &[("VisibilityTimeout", "0")]).await;
        let request = q.sqs.send_message().queue_url(&q.url);
        let request = request
            .message_body("with attributes")
            .message_attributes("City", attribute("String", "Gdańsk"))
            .message_attributes("Rating", attribute("Number.float", "-12.5"))
            .message_attributes("Blob", binary(&blob));
        let sent = request.send().await.unwrap();
        assert_eq!(sent.md5_of_message_attributes(), Some(MD5_OF_ALL));
        assert_eq!(
            sent.md5_of_message_body(),
            Some("c2d900c011c138c4a68934fee2fdd344")
        );

        let m = q.receive_one().await;
        assert_eq!(m.md5_of_message_attributes(), Some(MD5_OF_ALL));
        assert_eq!(m.md5_of_body(), sent.md5_of_message_body());
        let got = m.message_attributes.unwrap();
        assert_eq!(got["City"].string_value(), Some("Gdańsk"));
        assert_eq!(got["Rating"].data_type(), "Number.float");
        assert_eq!(got["Rating"].string_value(), Some("-12.5"));
        assert_eq!(got["Blob"].binary_value().unwrap().as_ref(), blob);

        let request = q.sqs.receive_message().queue_url(&q.url);
        let request = request
            .message_attribute_names("City")
            .message_attribute_names("Unknown");
        let messages = request.send().await.unwrap().messages.unwrap();
        assert_eq!(messages[0].message_attributes.as_ref().unwrap().len(), 1);
        assert_eq!(messages[0].md5_of_message_attributes(), Some(MD5_OF_CITY));
    });
}
