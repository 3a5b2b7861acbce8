//! Dead-letter queues: messages go there after too many receives, and a move
//! task brings them back to where they came from.

use std::time::Instant;

use crate::client::{advance_clock, bodies, body, run, system, Queue, STUCK_AFTER};

/// Moves all of `dead` to the original sources and waits for the end.
async fn redrive(dead: &Queue) {
    let arn = dead.arn().await;
    let started = dead
        .sqs
        .start_message_move_task()
        .source_arn(&arn)
        .send()
        .await
        .unwrap();
    assert!(started.task_handle.is_some());
    let since = Instant::now();
    loop {
        let reply = dead
            .sqs
            .list_message_move_tasks()
            .source_arn(&arn)
            .send()
            .await
            .unwrap();
        let tasks = reply.results.unwrap();
        assert_eq!(tasks.len(), 1);
        match tasks[0].status().unwrap() {
            "COMPLETED" => {
                assert_eq!(tasks[0].approximate_number_of_messages_moved, 1);
                return;
            }
            "RUNNING" => assert!(since.elapsed() < STUCK_AFTER, "the task does not end"),
            other => panic!("the move task is {other}"),
        }
    }
}

#[test]
fn dead_letter_queue_and_redrive() {
    run(async {
        let dead = Queue::standard("dead", &[]).await;
        let arn = dead.arn().await;
        let policy = format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":1}}"#);
        let source = Queue::standard("source", &[("RedrivePolicy", &policy)]).await;
        let request = dead
            .sqs
            .list_dead_letter_source_queues()
            .queue_url(&dead.url);
        let sources = request.send().await.unwrap();
        assert_eq!(sources.queue_urls(), [source.url.clone()]);

        source.send("poison").await;
        source.receive_one().await;
        advance_clock(31);
        assert!(source.receive(0).await.is_empty()); // the attempt that moves it
        let m = dead.receive_one().await;
        assert_eq!(body(&m), "poison");
        assert_eq!(system(&m, "DeadLetterQueueSourceArn"), source.arn().await);
        dead.change_visibility(&m, 0).await;

        redrive(&dead).await;
        assert_eq!(bodies(&source.receive(20).await), "poison");
        assert_eq!(dead.counts().await, "0/0/0");
    });
}
