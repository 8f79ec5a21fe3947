//! Checks a gateway step by step, without sending a mail.
//!
//! Without configuration it checks a sandbox, and then one that plays Gmail and is given an account's main password, to
//! show what a customer reads. With `ITE_MAILER_URL` it checks that gateway; `ITE_MAILER_FROM` is the sender, by
//! default the login. Ends with 1 if the gateway does not work.

mod support;

use ite_mailer::{
    Provider, Security, SmtpGateway, check,
    guidance::Language,
    sandbox::{Personality, SmtpSandbox},
};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let (gateway, sandbox) = support::gateway().await?;
    let login = gateway.credentials().map(|credentials| credentials.user().to_owned());
    let from = std::env::var("ITE_MAILER_FROM").ok().or(login).unwrap_or_default();
    let diagnosis = check(&gateway, &from).await;
    println!("{diagnosis}");
    if sandbox.is_some() {
        main_password().await?;
    }
    Ok(if diagnosis.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The mistake most customers make.
async fn main_password() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = SmtpSandbox::builder().personality(Personality::Gmail).start().await?;
    let gateway = SmtpGateway::builder()
        .provider(Provider::Gmail)
        .host("localhost")
        .port(sandbox.port())
        .security(Security::StartTlsRequired)
        .user(sandbox.user())
        .password("the main password, 1 of 1")
        .root_certificate(sandbox.ca_pem())
        .build()?;
    let diagnosis = check(&gateway, sandbox.user()).await.for_app("ITE360");
    for language in Language::ALL {
        println!("----\n\n{}", diagnosis.display(*language));
    }
    Ok(())
}
