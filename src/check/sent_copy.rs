//! The last step: the copy for the Sent folder.

use crate::{
    error::{Error, Outcome, Stage},
    gateway::SmtpGateway,
    imap::SentFolder,
    message::Composed,
    network::NetworkPolicy,
    receipt::Filing,
    smtp::Trace,
};

/// Files the mail that was sent; without one, looks whether it could be filed.
pub(super) async fn step(
    gateway: &SmtpGateway,
    mail: Option<Composed>,
    network: NetworkPolicy,
    trace: &mut Trace,
) -> Result<(), Error> {
    let Some(account) = gateway.imap() else { return Ok(()) };
    let folder = SentFolder::new(gateway, account, network)?;
    let name = match mail {
        None => folder.probe().await?,
        Some(mail) => {
            let filing = folder.file(mail.outgoing()).await;
            folder.shutdown().await;
            match filing {
                Filing::Filed { folder, .. } => folder,
                // `Accepted` is about the mail of the check; the error is about the settings.
                Filing::NotFiled { error } => return Err(error.with_outcome(Outcome::NotSent)),
                Filing::ByProvider | Filing::UnderWay => return Ok(()),
            }
        }
    };
    trace.detail(Stage::SentCopy, || Some(format!("{name} · {}:{}", account.host(), account.port())));
    Ok(())
}
