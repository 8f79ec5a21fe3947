//! `IntoMailboxes`, one mailbox or several.

use super::Mailbox;
use crate::error::Error;

/// The argument of [`DocumentMailBuilder::to`](super::DocumentMailBuilder::to) and similar methods: one mailbox, or a
/// vector, an array or a slice of mailboxes. Any type that converts into [`Mailbox`] is a mailbox: text, a pair of name
/// and address, an [`Address`](super::Address).
///
/// `Kind` ([`OneMailbox`] or [`ManyMailboxes`]) is inferred.
pub trait IntoMailboxes<Kind> {
    /// Each mailbox, or the error of an invalid one.
    fn into_mailboxes(self) -> Vec<Result<Mailbox, Error>>;
}

/// Marks types that are one mailbox.
#[derive(Debug)]
pub enum OneMailbox {}

/// Marks types that are a list of mailboxes.
#[derive(Debug)]
pub enum ManyMailboxes {}

fn one<M>(mailbox: M) -> Result<Mailbox, Error>
where
    M: TryInto<Mailbox, Error: Into<Error>>,
{
    mailbox.try_into().map_err(Into::into)
}

impl<M: TryInto<Mailbox, Error: Into<Error>>> IntoMailboxes<OneMailbox> for M {
    fn into_mailboxes(self) -> Vec<Result<Mailbox, Error>> {
        vec![one(self)]
    }
}

impl<M: TryInto<Mailbox, Error: Into<Error>>> IntoMailboxes<ManyMailboxes> for Vec<M> {
    fn into_mailboxes(self) -> Vec<Result<Mailbox, Error>> {
        self.into_iter().map(one).collect()
    }
}

impl<M: TryInto<Mailbox, Error: Into<Error>>, const N: usize> IntoMailboxes<ManyMailboxes> for [M; N] {
    fn into_mailboxes(self) -> Vec<Result<Mailbox, Error>> {
        self.into_iter().map(one).collect()
    }
}

impl<'a, M> IntoMailboxes<ManyMailboxes> for &'a [M]
where
    &'a M: TryInto<Mailbox, Error: Into<Error>>,
{
    fn into_mailboxes(self) -> Vec<Result<Mailbox, Error>> {
        self.iter().map(one).collect()
    }
}

impl<'a, M> IntoMailboxes<ManyMailboxes> for &'a Vec<M>
where
    &'a M: TryInto<Mailbox, Error: Into<Error>>,
{
    fn into_mailboxes(self) -> Vec<Result<Mailbox, Error>> {
        self.as_slice().into_mailboxes()
    }
}
