//! Queues themselves: their life cycle, attributes, tags and listing.

use crate::client::{client, run, unique_name, Queue};
use aws_sdk_sqs::types::QueueAttributeName;
use aws_sdk_sqs::Client;

async fn urls_with_prefix(sqs: &Client, prefix: &str) -> Vec<String> {
    let reply = sqs.list_queues().queue_name_prefix(prefix).send().await;
    reply.unwrap().queue_urls.unwrap_or_default()
}

#[test]
fn life_cycle() {
    run(async {
        let q = Queue::standard("life", &[("VisibilityTimeout", "45")]).await;
        assert!(q.url.ends_with(&format!("/{}", q.name)), "{}", q.url);

        let got = q
            .sqs
            .get_queue_url()
            .queue_name(&q.name)
            .send()
            .await
            .unwrap();
        assert_eq!(got.queue_url.as_ref(), Some(&q.url));

        let again = Queue::create(q.name.clone(), &[("VisibilityTimeout", "45")]).await;
        assert_eq!(again.url, q.url);
        assert_eq!(urls_with_prefix(&q.sqs, &q.name).await, [q.url.clone()]);

        q.sqs.delete_queue().queue_url(&q.url).send().await.unwrap();
        assert!(urls_with_prefix(&q.sqs, &q.name).await.is_empty());
    });
}

#[test]
fn purge_empties_the_queue() {
    run(async {
        let q = Queue::standard("purge", &[]).await;
        q.send("in flight").await;
        q.receive_one().await;
        q.send("visible").await;
        q.sqs.purge_queue().queue_url(&q.url).send().await.unwrap();
        assert_eq!(q.counts().await, "0/0/0");
    });
}

#[test]
fn attributes() {
    run(async {
        let q = Queue::standard("attributes", &[("DelaySeconds", "5")]).await;
        let request = q.sqs.set_queue_attributes().queue_url(&q.url);
        let request = request
            .attributes(QueueAttributeName::VisibilityTimeout, "77")
            .attributes(QueueAttributeName::ReceiveMessageWaitTimeSeconds, "2");
        request.send().await.unwrap();

        let request = q.sqs.get_queue_attributes().queue_url(&q.url);
        let request = request.attribute_names(QueueAttributeName::DelaySeconds);
        let some = request.send().await.unwrap().attributes.unwrap();
        assert_eq!(some.len(), 1);
        assert_eq!(some[&QueueAttributeName::DelaySeconds], "5");

        assert_eq!(q.attribute("VisibilityTimeout").await, "77");
        assert_eq!(q.attribute("ReceiveMessageWaitTimeSeconds").await, "2");
        assert_eq!(
            q.arn().await,
            format!("arn:aws:sqs:us-east-1:000000000000:{}", q.name)
        );
        assert_eq!(q.attribute("Policy").await, "", "never set, so absent");
    });
}

#[test]
fn tags() {
    run(async {
        let sqs = client();
        let request = sqs.create_queue().queue_name(unique_name("tags"));
        let request = request.tags("team", "payments").tags("env", "test");
        let url = request.send().await.unwrap().queue_url.unwrap();

        let request = sqs.tag_queue().queue_url(&url);
        request
            .tags("env", "live")
            .tags("empty", "")
            .send()
            .await
            .unwrap();
        let request = sqs.untag_queue().queue_url(&url);
        request
            .tag_keys("team")
            .tag_keys("unknown")
            .send()
            .await
            .unwrap();

        let reply = sqs.list_queue_tags().queue_url(&url).send().await.unwrap();
        let tags = reply.tags.unwrap();
        assert_eq!(tags.len(), 2);
        assert_eq!((tags["env"].as_str(), tags["empty"].as_str()), ("live", ""));
    });
}

#[test]
fn pagination() {
    run(async {
        let prefix = unique_name("page");
        let mut want = Vec::new();
        for i in 0..5 {
            want.push(Queue::create(format!("{prefix}-{i}"), &[]).await.url);
        }

        let request = client()
            .list_queues()
            .queue_name_prefix(&prefix)
            .max_results(2);
        let mut pages = request.into_paginator().send();
        let mut sizes = Vec::new();
        let mut got = Vec::new();
        while let Some(page) = pages.next().await {
            let urls = page.unwrap().queue_urls.unwrap_or_default();
            sizes.push(urls.len());
            got.extend(urls);
        }
        assert_eq!(sizes, [2, 2, 1]);
        got.sort();
        assert_eq!(got, want);
    });
}
