//! The pages without a browser: requests and answers.

mod abuse;
mod complaints;
mod inbox;
mod stores;
mod support;
