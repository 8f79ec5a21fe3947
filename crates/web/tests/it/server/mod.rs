//! The pages without a browser: requests and answers.

mod abuse;
mod complaints;
mod copies;
mod inbox;
mod processes;
mod stores;
mod support;
