//! What every test of this folder stands on: a client of the SDK, queues with
//! names of their own, and the server's test clock and faults.

use std::collections::hash_map::RandomState;
use std::env;
use std::future::Future;
use std::hash::{BuildHasher, Hasher};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use aws_sdk_sqs::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_sqs::types::{Message, MessageSystemAttributeName, QueueAttributeName};
use aws_sdk_sqs::Client;

/// A long poll or a move task may take this long before a test calls it stuck.
pub const STUCK_AFTER: Duration = Duration::from_secs(10);

/// Runs one asynchronous test to its end.
pub fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(test);
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} must be set"))
}

fn endpoint() -> String {
    variable("ROPELINE_ENDPOINT")
        .trim_end_matches('/')
        .to_owned()
}

/// Makes an SDK client as a program with environment credentials would.
pub fn client() -> Client {
    let credentials = Credentials::new(
        variable("AWS_ACCESS_KEY_ID"),
        variable("AWS_SECRET_ACCESS_KEY"),
        None,
        None,
        "environment",
    );
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(variable("AWS_REGION")))
        .endpoint_url(endpoint())
        .credentials_provider(credentials)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Client::from_conf(config)
}

/// Gives a queue name that no other test or run uses.
pub fn unique_name(label: &str) -> String {
    // The standard library's only source of randomness.
    let random = RandomState::new().build_hasher().finish();
    format!("rust-{label}-{random:016x}")
}

/// A queue of one test.
pub struct Queue {
    pub sqs: Client,
    pub name: String,
    pub url: String,
}

pub type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Queue {
    pub async fn standard(label: &str, attributes: Attributes<'_>) -> Queue {
        Queue::create(unique_name(label), attributes).await
    }

    pub async fn fifo(label: &str, attributes: Attributes<'_>) -> Queue {
        let mut all = vec![("FifoQueue", "true")];
        all.extend_from_slice(attributes);
        Queue::create(unique_name(label) + ".fifo", &all).await
    }

    pub async fn create(name: String, attributes: Attributes<'_>) -> Queue {
        let sqs = client();
        let mut request = sqs.create_queue().queue_name(&name);
        for (key, value) in attributes {
            request = request.attributes(QueueAttributeName::from(*key), *value);
        }
        let url = request.send().await.unwrap().queue_url.unwrap();
        Queue { sqs, name, url }
    }

    /// Returns the message id.
    pub async fn send(&self, body: &str) -> String {
        let request = self.sqs.send_message().queue_url(&self.url);
        let sent = request.message_body(body).send().await.unwrap();
        sent.message_id.unwrap()
    }

    /// Sends `body` to a group; without `dedup` its content is the key.
    /// Returns the message id and the sequence number.
    pub async fn send_fifo(
        &self,
        body: &str,
        group: &str,
        dedup: Option<&str>,
    ) -> (String, String) {
        let request = self.sqs.send_message().queue_url(&self.url);
        let request = request.message_body(body).message_group_id(group);
        let request = request.set_message_deduplication_id(dedup.map(str::to_owned));
        let sent = request.send().await.unwrap();
        (sent.message_id.unwrap(), sent.sequence_number.unwrap())
    }

    /// Takes up to ten messages with all their attributes, waiting up to
    /// `wait` seconds for the first.
    pub async fn receive(&self, wait: i32) -> Vec<Message> {
        let request = self.sqs.receive_message().queue_url(&self.url);
        let request = request.max_number_of_messages(10).wait_time_seconds(wait);
        let request = request
            .message_attribute_names("All")
            .message_system_attribute_names(MessageSystemAttributeName::All);
        request.send().await.unwrap().messages.unwrap_or_default()
    }

    /// Fails unless exactly one message is there.
    pub async fn receive_one(&self) -> Message {
        let mut messages = self.receive(0).await;
        assert_eq!(messages.len(), 1, "received: {}", bodies(&messages));
        messages.remove(0)
    }

    pub async fn delete(&self, message: &Message) {
        let request = self.sqs.delete_message().queue_url(&self.url);
        request
            .receipt_handle(handle(message))
            .send()
            .await
            .unwrap();
    }

    pub async fn change_visibility(&self, message: &Message, seconds: i32) {
        let request = self.sqs.change_message_visibility().queue_url(&self.url);
        let request = request.receipt_handle(handle(message));
        request.visibility_timeout(seconds).send().await.unwrap();
    }

    /// The value of one queue attribute, or "" when the server leaves it out.
    pub async fn attribute(&self, name: &str) -> String {
        let name = QueueAttributeName::from(name);
        let request = self.sqs.get_queue_attributes().queue_url(&self.url);
        let reply = request
            .attribute_names(QueueAttributeName::All)
            .send()
            .await;
        let attributes = reply.unwrap().attributes.unwrap();
        attributes.get(&name).cloned().unwrap_or_default()
    }

    pub async fn arn(&self) -> String {
        self.attribute("QueueArn").await
    }

    /// The three counters, as "visible/in flight/delayed".
    pub async fn counts(&self) -> String {
        let visible = self.attribute("ApproximateNumberOfMessages").await;
        let in_flight = self
            .attribute("ApproximateNumberOfMessagesNotVisible")
            .await;
        let delayed = self.attribute("ApproximateNumberOfMessagesDelayed").await;
        format!("{visible}/{in_flight}/{delayed}")
    }
}

/// Calls the server's own interface, below /_ropeline/, and gives the body of its answer.
pub fn ropeline(method: &str, path: &str, body: &str) -> String {
    let address = endpoint().strip_prefix("http://").unwrap().to_owned();
    let request = format!(
        "{method} /_ropeline/{path} HTTP/1.1\r\nHost: {address}\r\nX-Ropeline: 1\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    let (head, body) = reply.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 2"), "{method} {path}: {reply}");
    body.to_owned()
}

/// Moves the server's clock, so that no test waits for a timeout.
pub fn advance_clock(seconds: u64) {
    let body = format!(r#"{{"advance_ms": {}}}"#, seconds * 1000);
    ropeline("POST", "clock", &body);
}

/// Makes the server inject a fault, and gives its id.
pub fn add_fault(fault: &str) -> String {
    let made = ropeline("POST", "faults", fault);
    let (_, rest) = made.split_once(r#""id":""#).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

pub fn handle(message: &Message) -> &str {
    message.receipt_handle.as_deref().unwrap()
}

pub fn body(message: &Message) -> &str {
    message.body.as_deref().unwrap()
}

pub fn bodies(messages: &[Message]) -> String {
    messages.iter().map(body).collect::<Vec<_>>().join(" ")
}

/// The value of one system attribute, or "" when the server leaves it out.
pub fn system(message: &Message, name: &str) -> String {
    let name = MessageSystemAttributeName::from(name);
    let attributes = message.attributes.as_ref().unwrap();
    attributes.get(&name).cloned().unwrap_or_default()
}
