//! Tests of message.
