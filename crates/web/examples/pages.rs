//! The settings page and the inbox, on loopback, with six providers played behind the six tiles.
//!
//! `cargo run -p ite-mailer-web --example pages` prints the addresses to open and what to try there. No mail leaves
//! the machine.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/providers.rs"]
mod providers;

use demo::Demo;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let demo = Demo::start().await?;
    println!("{}", demo.what_to_try());
    demo.serve().await?;
    Ok(())
}
