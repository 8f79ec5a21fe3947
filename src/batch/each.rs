//! An iterator as a stream.

use futures_core::Stream;
use std::{
    pin::Pin,
    task::{Context, Poll},
};

/// An iterator as a stream that is always ready.
#[derive(Clone, Debug)]
pub struct Each<I>(pub(super) I);

// The iterator is never pinned.
impl<I> Unpin for Each<I> {}

impl<I: Iterator> Iterator for Each<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<I: Iterator> Stream for Each<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}
