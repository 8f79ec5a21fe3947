//! The counts of a batch.

use crate::{
    error::{Error, ErrorKind, Outcome},
    receipt::Receipt,
};
use serde::Serialize;
use std::{collections::BTreeMap, fmt, time::Duration};

/// The counts of a batch. `Display` is one sentence for a log or a person, `Serialize` the numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BatchReport {
    /// Mails taken from the input: those with an index below this one.
    pub tried: usize,
    /// Mails with a receipt.
    pub accepted: usize,
    /// Mails with a receipt that at least one recipient did not get.
    pub partly: usize,
    /// Recipients the server refused, of all mails.
    pub rejected_recipients: usize,
    /// Mails that were not sent, by error kind.
    pub failed: BTreeMap<ErrorKind, usize>,
    /// Mails with [`Outcome::Unknown`](crate::Outcome::Unknown): find out before sending them again.
    pub unknown: usize,
    /// The failure that stopped the batch early, if one did.
    pub stopped_by: Option<ErrorKind>,
    /// Mails left in the input; `None` if the length of the input is unknown.
    pub not_tried: Option<usize>,
    /// Time from the first poll to the last result. Serialises as `took_ms`, in whole milliseconds.
    #[serde(rename = "took_ms", with = "crate::util::duration::milliseconds")]
    pub took: Duration,
}

impl BatchReport {
    pub(super) fn count(&mut self, result: &Result<Receipt, Error>) {
        match result {
            Ok(receipt) => {
                self.accepted += 1;
                self.partly += usize::from(!receipt.rejected.is_empty());
                self.rejected_recipients += receipt.rejected.len();
            }
            Err(error) => {
                self.rejected_recipients += error.rejected().len();
                match error.outcome() {
                    Outcome::Unknown => self.unknown += 1,
                    _ => *self.failed.entry(error.kind()).or_default() += 1,
                }
            }
        }
    }

    /// Completed mails per second, failures included.
    #[must_use]
    pub fn mails_per_second(&self) -> f64 {
        let ended = self.accepted + self.unknown + self.failed.values().sum::<usize>();
        let seconds = self.took.as_secs_f64();
        if seconds > 0.0 { ended as f64 / seconds } else { 0.0 }
    }
}

impl fmt::Display for BatchReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, rate) = (self.took.as_secs_f64(), self.mails_per_second());
        write!(f, "{} mails tried in {seconds:.1} s ({rate:.1} a second): {} accepted", self.tried, self.accepted)?;
        if self.partly > 0 {
            write!(f, ", {} of them not by every recipient", self.partly)?;
        }
        for (kind, mails) in &self.failed {
            write!(f, ", {mails} failed ({kind})")?;
        }
        if self.unknown > 0 {
            write!(f, ", {} unknown", self.unknown)?;
        }
        if let Some(kind) = self.stopped_by {
            write!(f, "; stopped by {kind}")?;
            match self.not_tried {
                Some(mails) => write!(f, ", {mails} not tried")?,
                None => write!(f, ", not tried from index {}", self.tried)?,
            }
        }
        Ok(())
    }
}
