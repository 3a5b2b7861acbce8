//! FIFO queues: order within groups, group locks, deduplication.

use crate::client::{advance_clock, bodies, body, run, system, Queue};

#[test]
fn order_and_group_lock() {
    run(async {
        let q = Queue::fifo("order", &[]).await;
        let (_, first) = q.send_fifo("a1", "a", Some("1")).await;
        let (_, second) = q.send_fifo("a2", "a", Some("2")).await;
        assert!(first < second, "sequence numbers fall: {first}, {second}");

        let taken = q.receive(0).await;
        assert_eq!(bodies(&taken), "a1 a2");
        assert_eq!(system(&taken[0], "MessageGroupId"), "a");
        assert_eq!(system(&taken[0], "SequenceNumber"), first);

        q.send_fifo("a3", "a", Some("3")).await;
        q.send_fifo("b1", "b", Some("4")).await;
        assert_eq!(bodies(&q.receive(0).await), "b1", "group a is locked");
        q.delete(&taken[0]).await;
        q.delete(&taken[1]).await;
        assert_eq!(bodies(&q.receive(0).await), "a3");
    });
}

#[test]
fn order_is_restored_after_expiry() {
    run(async {
        let q = Queue::fifo("order", &[]).await;
        q.send_fifo("1", "g", Some("1")).await;
        q.send_fifo("2", "g", Some("2")).await;
        assert_eq!(bodies(&q.receive(0).await), "1 2");
        advance_clock(31);
        assert_eq!(bodies(&q.receive(0).await), "1 2");
    });
}

#[test]
fn deduplication_by_id() {
    run(async {
        let q = Queue::fifo("dedup", &[]).await;
        let first = q.send_fifo("once", "g", Some("same")).await;
        let repeated = q.send_fifo("other body", "g", Some("same")).await;
        assert_eq!(repeated, first);
        let m = q.receive_one().await;
        assert_eq!(body(&m), "once");
        q.delete(&m).await;

        advance_clock(280);
        q.send_fifo("still a duplicate", "g", Some("same")).await;
        assert_eq!(q.counts().await, "0/0/0");
        advance_clock(25);
        q.send_fifo("a new window", "g", Some("same")).await;
        assert_eq!(body(&q.receive_one().await), "a new window");
    });
}

#[test]
fn deduplication_by_content() {
    run(async {
        let q = Queue::fifo("dedup", &[("ContentBasedDeduplication", "true")]).await;
        q.send_fifo("one", "g", None).await;
        q.send_fifo("one", "g", None).await;
        q.send_fifo("two", "g", None).await;
        assert_eq!(bodies(&q.receive(0).await), "one two");
    });
}

#[test]
fn receive_is_repeated_by_attempt_id() {
    run(async {
        let q = Queue::fifo("attempt", &[]).await;
        q.send_fifo("1", "g", Some("1")).await;
        let request = q.sqs.receive_message().queue_url(&q.url);
        let request = request.receive_request_attempt_id("attempt-1");
        let first = request.clone().send().await.unwrap().messages.unwrap();
        let again = request.send().await.unwrap().messages.unwrap_or_default();
        assert_eq!(bodies(&again), "1");
        assert_eq!(again[0].receipt_handle, first[0].receipt_handle);
    });
}
