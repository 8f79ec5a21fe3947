//! Tests of guidance.
