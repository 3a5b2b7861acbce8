//! Errors arrive as the SDK's own variants, which programs match on, and carry
//! the code that programs compare as text.

use std::fmt::Debug;

use crate::client::{add_fault, client, ropeline, run, unique_name, Queue};
use aws_sdk_sqs::config::retry::RetryConfig;
use aws_sdk_sqs::config::Config;
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::operation::send_message_batch::SendMessageBatchError;
use aws_sdk_sqs::types::{MessageAttributeValue, QueueAttributeName, SendMessageBatchRequestEntry};

/// The service's error of a call that must fail with `code`.
fn refused<T, E, R>(reply: Result<T, SdkError<E, R>>, code: &str) -> E
where
    T: Debug,
    E: Debug + ProvideErrorMetadata,
    R: Debug,
{
    match reply {
        Err(SdkError::ServiceError(error)) => {
            let error = error.into_err();
            assert_eq!(error.code(), Some(code), "{error:?}");
            error
        }
        other => panic!("want {code}, got {other:?}"),
    }
}

#[test]
fn queue_does_not_exist() {
    run(async {
        let code = "AWS.SimpleQueueService.NonExistentQueue";
        let request = client().get_queue_url().queue_name(unique_name("missing"));
        assert!(refused(request.send().await, code).is_queue_does_not_exist());

        let q = Queue::standard("deleted", &[]).await;
        q.sqs.delete_queue().queue_url(&q.url).send().await.unwrap();
        let request = q.sqs.send_message().queue_url(&q.url).message_body("x");
        assert!(refused(request.send().await, code).is_queue_does_not_exist());
    });
}

#[test]
fn queue_name_exists() {
    run(async {
        let q = Queue::standard("exists", &[]).await;
        let request = q.sqs.create_queue().queue_name(&q.name);
        let request = request.attributes(QueueAttributeName::DelaySeconds, "9");
        let error = refused(request.send().await, "QueueAlreadyExists");
        assert!(error.is_queue_name_exists());
    });
}

#[test]
fn receipt_handle_is_invalid() {
    run(async {
        let q = Queue::standard("handle", &[]).await;
        let request = q
            .sqs
            .delete_message()
            .queue_url(&q.url)
            .receipt_handle("garbage");
        let error = refused(request.send().await, "ReceiptHandleIsInvalid");
        assert!(error.is_receipt_handle_is_invalid());
    });
}

/// Sends a batch with these entry ids and returns the error that must come.
async fn refused_batch(ids: &[&str], code: &str) -> SendMessageBatchError {
    let q = Queue::standard("batch", &[]).await;
    let entry = |id: &&str| {
        let entry = SendMessageBatchRequestEntry::builder().id(*id);
        entry.message_body("x").build().unwrap()
    };
    let entries = ids.iter().map(entry).collect();
    let request = q
        .sqs
        .send_message_batch()
        .queue_url(&q.url)
        .set_entries(Some(entries));
    refused(request.send().await, code)
}

#[test]
fn empty_batch_request() {
    run(async {
        let error = refused_batch(&[], "AWS.SimpleQueueService.EmptyBatchRequest").await;
        assert!(error.is_empty_batch_request());
    });
}

#[test]
fn batch_entry_ids_not_distinct() {
    run(async {
        let code = "AWS.SimpleQueueService.BatchEntryIdsNotDistinct";
        let error = refused_batch(&["a", "b", "a"], code).await;
        assert!(error.is_batch_entry_ids_not_distinct());
    });
}

#[test]
fn invalid_batch_entry_id() {
    run(async {
        let code = "AWS.SimpleQueueService.InvalidBatchEntryId";
        let error = refused_batch(&["not:valid"], code).await;
        assert!(error.is_invalid_batch_entry_id());
    });
}

#[test]
fn too_many_entries_in_batch_request() {
    run(async {
        let ids = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
        let code = "AWS.SimpleQueueService.TooManyEntriesInBatchRequest";
        let error = refused_batch(&ids, code).await;
        assert!(error.is_too_many_entries_in_batch_request());
    });
}

#[test]
fn invalid_attribute_name() {
    run(async {
        let q = Queue::standard("attribute", &[]).await;
        let request = q.sqs.get_queue_attributes().queue_url(&q.url);
        let request = request.attribute_names(QueueAttributeName::from("Foobar"));
        let error = refused(request.send().await, "InvalidAttributeName");
        assert!(error.is_invalid_attribute_name());
    });
}

#[test]
fn invalid_attribute_value() {
    run(async {
        let q = Queue::standard("attribute", &[]).await;
        let request = q.sqs.set_queue_attributes().queue_url(&q.url);
        let request = request.attributes(QueueAttributeName::VisibilityTimeout, "43201");
        let error = refused(request.send().await, "InvalidAttributeValue");
        assert!(error.is_invalid_attribute_value());
    });
}

#[test]
fn invalid_message_contents() {
    run(async {
        let q = Queue::standard("contents", &[]).await;
        let request = q
            .sqs
            .send_message()
            .queue_url(&q.url)
            .message_body("bell \u{7}");
        let error = refused(request.send().await, "InvalidMessageContents");
        assert!(error.is_invalid_message_contents());
    });
}

#[test]
fn batch_request_too_long() {
    run(async {
        let q = Queue::standard("batch", &[]).await;
        let entry = |id: &str| {
            let entry = SendMessageBatchRequestEntry::builder().id(id);
            entry.message_body("x".repeat(600 * 1024)).build().unwrap()
        };
        let request = q.sqs.send_message_batch().queue_url(&q.url);
        let request = request.set_entries(Some(vec![entry("a"), entry("b")]));
        let code = "AWS.SimpleQueueService.BatchRequestTooLong";
        assert!(refused(request.send().await, code).is_batch_request_too_long());
    });
}

#[test]
fn over_limit() {
    run(async {
        let q = Queue::standard("permissions", &[]).await;
        let mut request = q.sqs.add_permission().queue_url(&q.url);
        request = request.label("l").aws_account_ids("111122223333");
        for action in [
            "SendMessage",
            "ReceiveMessage",
            "DeleteMessage",
            "ChangeMessageVisibility",
            "PurgeQueue",
            "GetQueueAttributes",
            "GetQueueUrl",
            "ListDeadLetterSourceQueues",
        ] {
            request = request.actions(action);
        }
        assert!(refused(request.send().await, "OverLimit").is_over_limit());
    });
}

#[test]
fn unsupported_operation() {
    run(async {
        let q = Queue::standard("list", &[]).await;
        let listed = MessageAttributeValue::builder().data_type("String");
        let listed = listed.string_list_values("v").build().unwrap();
        let request = q.sqs.send_message().queue_url(&q.url).message_body("x");
        let request = request.message_attributes("a", listed);
        let code = "AWS.SimpleQueueService.UnsupportedOperation";
        assert!(refused(request.send().await, code).is_unsupported_operation());
    });
}

/// The server runs with its strict options.
#[test]
fn queue_deleted_recently() {
    run(async {
        let q = Queue::standard("again", &[]).await;
        q.sqs.delete_queue().queue_url(&q.url).send().await.unwrap();
        let request = q.sqs.create_queue().queue_name(&q.name);
        let code = "AWS.SimpleQueueService.QueueDeletedRecently";
        assert!(refused(request.send().await, code).is_queue_deleted_recently());
    });
}

#[test]
fn purge_queue_in_progress() {
    run(async {
        let q = Queue::standard("purge", &[]).await;
        q.sqs.purge_queue().queue_url(&q.url).send().await.unwrap();
        let request = q.sqs.purge_queue().queue_url(&q.url);
        let code = "AWS.SimpleQueueService.PurgeQueueInProgress";
        assert!(refused(request.send().await, code).is_purge_queue_in_progress());
    });
}

#[test]
fn invalid_address() {
    run(async {
        let q = Queue::standard("address", &[]).await;
        let elsewhere = format!("http://localhost:4566/000000000000/{}", q.name);
        let request = q.sqs.send_message().queue_url(elsewhere).message_body("x");
        assert!(refused(request.send().await, "InvalidAddress").is_invalid_address());
    });
}

#[test]
fn request_throttled() {
    run(async {
        let q = Queue::standard("throttled", &[]).await;
        let id = add_fault(&format!(
            r#"{{"fault": "fail", "queue": "{}", "code": "RequestThrottled"}}"#,
            q.name
        ));
        // Clients try again when they are throttled; this call is made once.
        let once = Config::builder().retry_config(RetryConfig::disabled());
        let request = q.sqs.send_message().queue_url(&q.url).message_body("x");
        let reply = request.customize().config_override(once).send().await;
        assert!(refused(reply, "RequestThrottled").is_request_throttled());
        ropeline("DELETE", &format!("faults/{id}"), "");
        q.send("let through").await;
    });
}

#[test]
fn resource_not_found() {
    run(async {
        let arn = format!(
            "arn:aws:sqs:us-east-1:000000000000:{}",
            unique_name("missing")
        );
        let request = client().start_message_move_task().source_arn(arn);
        let error = refused(request.send().await, "ResourceNotFoundException");
        assert!(error.is_resource_not_found_exception());
    });
}

/// An error that the model does not name still has its code.
#[test]
fn error_without_variant_keeps_its_code() {
    run(async {
        let q = Queue::standard("receive", &[]).await;
        let request = q
            .sqs
            .receive_message()
            .queue_url(&q.url)
            .max_number_of_messages(11);
        refused(request.send().await, "InvalidParameterValue");
    });
}
