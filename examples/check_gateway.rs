//! Signs in to a gateway and sends nothing.
//!
//! Without configuration it checks a sandbox, twice: with the right password and with a wrong one, to show what a
//! customer would read. With `ITE_MAILER_URL` it checks that gateway.

mod support;

use ite_mailer::{SmtpGateway, SmtpMailer};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let (gateway, sandbox) = support::gateway().await?;
    let signed_in = check(gateway).await?;
    if let Some(sandbox) = &sandbox {
        println!("\nThe same with a wrong password:\n");
        let wrong = SmtpGateway::builder()
            .host("localhost")
            .port(sandbox.port())
            .user(sandbox.user())
            .password("not the password")
            .root_certificate(sandbox.ca_pem())
            .build()?;
        check(wrong).await?;
    }
    Ok(if signed_in { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn check(gateway: SmtpGateway) -> Result<bool, Box<dyn std::error::Error>> {
    println!("Gateway       {}", gateway.to_url());
    match SmtpMailer::new(gateway)?.sign_in().await {
        Ok(found) => {
            println!("Greeting      {}", found.greeting);
            println!("Signed in     {}", found.mechanism.unwrap_or("no, the gateway wants none"));
            println!(
                "Largest mail  {}",
                found.max_message_size.map_or("not said".to_owned(), |size| format!("{size} bytes"))
            );
            println!("Capabilities  {}", found.capabilities.join(", "));
            println!("Took          {:.1?}", found.took);
            Ok(true)
        }
        Err(error) => {
            support::explain(&error);
            Ok(false)
        }
    }
}
