//! A task that ends when its handle is dropped.

use crate::util::task::output;
use std::{
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
};
use tokio::task::JoinHandle;

/// The runtime polls the future, so that permits and connections are not held by a caller that does not poll. Dropping
/// the handle drops the future at once, on this thread: an aborted task is dropped only when its runtime is next
/// driven.
pub(super) struct Task<F: Future> {
    future: Arc<SharedFuture<F>>,
    handle: JoinHandle<Option<F::Output>>,
}

struct SharedFuture<F>(Mutex<Option<Pin<Box<F>>>>);

impl<F> SharedFuture<F> {
    fn lock(&self) -> MutexGuard<'_, Option<Pin<Box<F>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<F> Task<F>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    pub(super) fn spawn(future: F) -> Self {
        let future = Arc::new(SharedFuture(Mutex::new(Some(Box::pin(future)))));
        let slot = Arc::clone(&future);
        let driven = poll_fn(move |cx| {
            let mut slot = slot.lock();
            let Some(future) = slot.as_mut() else { return Poll::Ready(None) };
            let output = std::task::ready!(future.as_mut().poll(cx));
            *slot = None;
            Poll::Ready(Some(output))
        });
        Self { future, handle: tokio::spawn(driven) }
    }

    /// The future's output; `None` if the runtime was shut down before the end.
    ///
    /// # Panics
    ///
    /// As the future.
    pub(super) async fn output(mut self) -> Option<F::Output> {
        output((&mut self.handle).await).flatten()
    }
}

impl<F: Future> Drop for Task<F> {
    fn drop(&mut self) {
        let future = self.future.lock().take();
        drop(future);
        self.handle.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::{runtime, sync::oneshot};

    #[test]
    fn a_dropped_task_drops_its_future_although_its_runtime_is_not_driven() {
        let runtime = runtime::Builder::new_current_thread().build().unwrap();
        let (held, dropped) = oneshot::channel::<()>();
        let task = runtime.block_on(async {
            let task = Task::spawn(async move {
                let _held = held;
                std::future::pending::<()>().await;
            });
            tokio::task::yield_now().await;
            task
        });
        drop(task);
        assert!(dropped.blocking_recv().is_err());
    }

    #[tokio::test]
    async fn a_task_goes_on_while_its_output_is_not_awaited() {
        let (sender, done) = oneshot::channel();
        let task = Task::spawn(async move { sender.send(7).is_ok() });
        assert_eq!(done.await, Ok(7));
        assert_eq!(task.output().await, Some(true));
    }
}
