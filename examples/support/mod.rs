//! Shared by the examples: a gateway, the text of a failure, the requests of a browser.
#![allow(dead_code, reason = "each example uses a part of it")]

pub(crate) mod browser;

use ite_mailer::{Error, SmtpGateway, sandbox::SmtpSandbox};

/// The gateway of `ITE_MAILER_URL`, or of a sandbox started here.
pub(crate) async fn gateway() -> Result<(SmtpGateway, Option<SmtpSandbox>), Box<dyn std::error::Error>> {
    if let Ok(url) = std::env::var("ITE_MAILER_URL") {
        return Ok((url.parse()?, None));
    }
    let sandbox = SmtpSandbox::start().await?;
    let gateway = sandbox.gateway();
    Ok((gateway, Some(sandbox)))
}

/// Prints what went wrong, whether the mail was sent, and what to do.
pub(crate) fn explain(error: &Error) {
    eprintln!("Not sent: {error}");
    eprintln!("  kind     {}", error.kind());
    eprintln!("  stage    {}", error.stage());
    eprintln!("  outcome  {}", error.outcome());
    eprintln!("  retry    {:?}", error.retry());
    eprintln!();
    eprintln!("{}", error.guidance());
    eprintln!();
    eprintln!("{}", error.guidance().display(ite_mailer::guidance::Language::Fr));
}
