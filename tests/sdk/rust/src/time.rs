//! What time does to messages: long polls and visibility timeouts.

use std::time::{Duration, Instant};

use crate::client::{advance_clock, bodies, run, system, Queue, STUCK_AFTER};

#[test]
fn long_poll_is_woken_by_a_send() {
    run(async {
        let q = Queue::standard("poll", &[]).await;
        let started = Instant::now();
        let url = q.url.clone();
        let sqs = q.sqs.clone();
        let sender = tokio::spawn(async move {
            // Real time, so that the poll is parked when the message arrives.
            // A server that answers an empty poll at once is caught by it too.
            tokio::time::sleep(PARKED).await;
            sqs.send_message()
                .queue_url(url)
                .message_body("wake up")
                .send()
                .await
                .unwrap();
        });
        let messages = q.receive(20).await;
        let took = started.elapsed();
        sender.await.unwrap();

        assert_eq!(bodies(&messages), "wake up");
        assert!(
            took >= PARKED && took < STUCK_AFTER,
            "the poll took {took:?}"
        );
    });
}

const PARKED: Duration = Duration::from_millis(300);

#[test]
fn visibility_timeout_expires() {
    run(async {
        let q = Queue::standard("visibility", &[]).await;
        q.send("again").await;
        let first = q.receive_one().await;
        advance_clock(20);
        assert!(q.receive(0).await.is_empty());
        advance_clock(15);

        let second = q.receive_one().await;
        assert_eq!(second.message_id, first.message_id);
        assert_eq!(system(&second, "ApproximateReceiveCount"), "2");
        q.delete(&first).await; // an older handle still deletes on a standard queue
        assert_eq!(q.counts().await, "0/0/0");
    });
}

#[test]
fn visibility_is_extended_and_ended() {
    run(async {
        let q = Queue::standard("visibility", &[]).await;
        q.send("busy").await;
        let m = q.receive_one().await;
        q.change_visibility(&m, 120).await;
        advance_clock(31);
        assert!(q.receive(0).await.is_empty());
        q.change_visibility(&m, 0).await;
        assert_eq!(q.receive_one().await.message_id, m.message_id);
    });
}
