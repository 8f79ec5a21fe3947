//! One mailbox or several, as the builder takes them.

use super::Mailbox;
use crate::error::Error;

/// What [`DocumentMailBuilder::to`](super::DocumentMailBuilder::to) and its like take: one mailbox, or a vector, an array or a
/// slice of mailboxes. A mailbox is whatever converts into [`Mailbox`]: text, a pair of name and address, an
/// [`Address`](super::Address).
///
/// `Kind` tells the two apart for the compiler ([`OneMailbox`], [`ManyMailboxes`]) and is inferred.
pub trait IntoMailboxes<Kind> {
    /// Each mailbox, or why it is none.
    fn into_mailboxes(self) -> Vec<Result<Mailbox, Error>>;
}

/// Marks what is one mailbox.
#[derive(Debug)]
pub enum OneMailbox {}

/// Marks what is a list of mailboxes.
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
