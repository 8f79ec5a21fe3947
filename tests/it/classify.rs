//! Tests of classify.
