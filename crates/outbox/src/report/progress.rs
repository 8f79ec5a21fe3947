//! Progress as a stream, for a page that shows a bar.

use super::{Counts, CountsOf};
use crate::{Outbox, OutboxError};
use futures_core::Stream;
use futures_util::stream::unfold;
use std::{pin::Pin, time::Duration};
use tokio::time::sleep;

/// The counts, each time they have changed. See [`Outbox::progress`].
pub type Progress = Pin<Box<dyn Stream<Item = Result<Counts, OutboxError>> + Send>>;

impl Outbox {
    /// The counts now, and each time any process has changed them. Polls the database at this interval, and never ends.
    ///
    /// ```
    /// # use ite_mailer_outbox::{CountsOf, Outbox, OutboxError};
    /// # use futures_util::StreamExt;
    /// # use std::time::Duration;
    /// # async fn bar(outbox: Outbox) -> Result<(), OutboxError> {
    /// let run = CountsOf::Lane("customer-7".to_owned());
    /// let mut progress = outbox.progress(run, Duration::from_secs(1));
    /// while let Some(counts) = progress.next().await {
    ///     let counts = counts?;
    ///     println!("{} of {}", counts.total() - counts.open(), counts.total());
    ///     if counts.open() == 0 {
    ///         break;
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn progress(&self, of: CountsOf, every: Duration) -> Progress {
        Box::pin(unfold((self.clone(), of, None), move |(outbox, of, mut last)| async move {
            loop {
                if last.is_some() {
                    sleep(every).await;
                }
                match outbox.count(&of).await {
                    Ok(counts) if last == Some(counts) => {}
                    Ok(counts) => return Some((Ok(counts), (outbox, of, Some(counts)))),
                    Err(error) => return Some((Err(error), (outbox, of, Some(last.take().unwrap_or_default())))),
                }
            }
        }))
    }
}
