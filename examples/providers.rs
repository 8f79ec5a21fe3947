//! Prints the catalogue: a table for a person, or with `--json` what a settings page draws, in both languages.

use ite_mailer::Provider;

fn main() -> Result<(), serde_json::Error> {
    if std::env::args().any(|argument| argument == "--json") {
        println!("{}", serde_json::to_string_pretty(&Provider::all())?);
        return Ok(());
    }
    println!("{:<17} {:<38} {:<18} {:>9}  {:<10}", "id", "host:port", "TLS", "mails/day", "checked");
    for info in Provider::KNOWN.iter().filter_map(|provider| provider.info()) {
        let per_day = info.limits.per_day.map_or("?".to_owned(), |mails| mails.to_string());
        for (n, endpoint) in info.endpoints.iter().enumerate() {
            let address = format!("{}:{}", endpoint.host, endpoint.port);
            let security = serde_json::to_value(endpoint.security)?;
            let (id, per_day, checked) =
                if n == 0 { (info.provider.id(), per_day.as_str(), info.checked) } else { ("", "", "") };
            let security = security.as_str().unwrap_or_default();
            println!("{id:<17} {address:<38} {security:<18} {per_day:>9}  {checked}");
        }
    }
    Ok(())
}
