//! The copy for the Sent folder, after a mail was accepted.

use crate::{
    error::Error,
    gateway::{SentCopy, SmtpGateway},
    message::{Composed, Outgoing},
    network::NetworkPolicy,
    receipt::Filing,
};
use std::sync::Arc;
#[cfg(feature = "imap")]
use {
    crate::{
        error::{ImapProblem, Outcome},
        imap::SentFolder,
    },
    std::fmt,
    tokio::task::JoinHandle,
};

/// What a gateway does about copies for the Sent folder.
#[derive(Clone, Debug)]
pub(super) enum SentCopies {
    /// Nothing, by the gateway's settings.
    None,
    /// Nothing: the provider files sent mails by itself.
    ByProvider,
    #[cfg(feature = "imap")]
    Folder(Arc<SentFolder>),
    /// The same, told to this function instead of waited for.
    #[cfg(feature = "imap")]
    InBackground(Arc<SentFolder>, OnFiled),
}

#[cfg(feature = "imap")]
type Callback = dyn Fn(&str, Filing) + Send + Sync;

/// Told the Message-ID and what became of the copy.
#[cfg(feature = "imap")]
#[derive(Clone)]
pub(super) struct OnFiled(pub(super) Arc<Callback>);

#[cfg(feature = "imap")]
impl fmt::Debug for OnFiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnFiled")
    }
}

/// A copy that is being filed.
pub(super) enum UnderWay {
    Done(Option<Filing>),
    #[cfg(feature = "imap")]
    Task(JoinHandle<Filing>),
}

impl SentCopies {
    /// Does not connect yet.
    pub(super) fn new(gateway: &SmtpGateway, network: NetworkPolicy) -> Result<Self, Error> {
        #[cfg(feature = "imap")]
        if let Some(account) = gateway.imap() {
            return SentFolder::new(gateway, account, network).map(Self::Folder);
        }
        let _ = network;
        Ok(if gateway.sent_copy() == SentCopy::Folder { Self::ByProvider } else { Self::None })
    }

    /// Starts to file the copy of a mail that was accepted. It goes on if the result is dropped.
    #[cfg_attr(not(feature = "imap"), allow(unused_variables, reason = "only a folder takes it"))]
    pub(super) fn start(&self, mail: &Arc<Composed>) -> UnderWay {
        match self {
            Self::None => UnderWay::Done(None),
            Self::ByProvider => UnderWay::Done(Some(Filing::ByProvider)),
            #[cfg(feature = "imap")]
            Self::Folder(folder) => UnderWay::Task(Arc::clone(folder).file_in_background(Arc::clone(mail))),
            #[cfg(feature = "imap")]
            Self::InBackground(folder, OnFiled(on_filed)) => {
                let (mail, on_filed) = (Arc::clone(mail), Arc::clone(on_filed));
                let task = Arc::clone(folder).file_in_background(Arc::clone(&mail));
                tokio::spawn(async move { on_filed(mail.message_id(), finished(task).await) });
                UnderWay::Done(Some(Filing::UnderWay))
            }
        }
    }

    /// Files the copy of a mail that was accepted, as part of the caller's future.
    #[cfg_attr(not(feature = "imap"), allow(unused_variables, reason = "only a folder takes it"))]
    pub(super) async fn file(&self, mail: &Outgoing<'_>) -> Option<Filing> {
        match self {
            Self::None => None,
            Self::ByProvider => Some(Filing::ByProvider),
            #[cfg(feature = "imap")]
            Self::Folder(folder) | Self::InBackground(folder, _) => Some(folder.file(mail).await),
        }
    }

    /// Files the copy unless there is one.
    #[cfg(feature = "imap")]
    pub(super) async fn file_if_missing(&self, mail: &Outgoing<'_>) -> Option<Filing> {
        match self {
            Self::None => None,
            Self::ByProvider => Some(Filing::ByProvider),
            Self::Folder(folder) | Self::InBackground(folder, _) => Some(folder.file_if_missing(mail).await),
        }
    }

    /// Waits for the copies under way and closes the connections.
    pub(super) async fn shutdown(&self) {
        #[cfg(feature = "imap")]
        if let Self::Folder(folder) | Self::InBackground(folder, _) = self {
            folder.shutdown().await;
        }
    }
}

impl UnderWay {
    pub(super) async fn finished(self) -> Option<Filing> {
        match self {
            Self::Done(filing) => filing,
            #[cfg(feature = "imap")]
            Self::Task(task) => Some(finished(task).await),
        }
    }
}

#[cfg(feature = "imap")]
async fn finished(task: JoinHandle<Filing>) -> Filing {
    task.await.unwrap_or_else(|_| Filing::NotFiled {
        error: Error::sent_copy(ImapProblem::InDoubt)
            .with_outcome(Outcome::Accepted)
            .with_detail("the runtime was shut down"),
    })
}
