//! Prints the catalogue: a table, or with `--json` the entries for a settings page, in both languages.

use ite_mailer::Provider;
use std::io::{self, Write};

fn main() -> io::Result<()> {
    match print(&mut io::stdout().lock()) {
        // As with `providers | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

fn print(out: &mut impl Write) -> io::Result<()> {
    if std::env::args().any(|argument| argument == "--json") {
        serde_json::to_writer_pretty(&mut *out, &Provider::all())?;
        return writeln!(out);
    }
    writeln!(out, "{:<17} {:<38} {:<18} {:>9}  {:<10}", "id", "host:port", "TLS", "mails/day", "checked")?;
    for info in Provider::KNOWN.iter().filter_map(|provider| provider.info()) {
        let per_day = info.limits.per_day.map_or("?".to_owned(), |mails| mails.to_string());
        for (n, endpoint) in info.endpoints.iter().enumerate() {
            let address = format!("{}:{}", endpoint.host, endpoint.port);
            let security = serde_json::to_value(endpoint.security)?;
            let (id, per_day, checked) =
                if n == 0 { (info.provider.id(), per_day.as_str(), info.checked) } else { ("", "", "") };
            let security = security.as_str().unwrap_or_default();
            writeln!(out, "{id:<17} {address:<38} {security:<18} {per_day:>9}  {checked}")?;
        }
    }
    Ok(())
}
