//! The AWS SDK for Rust against the server at ROPELINE_ENDPOINT.

mod client;
mod errors;
mod fifo;
mod messages;
mod queues;
mod redrive;
mod time;
