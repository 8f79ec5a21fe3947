//! Happy Eyeballs (RFC 8305): which of a host's addresses is connected to.

use futures_util::stream::{FuturesUnordered, StreamExt};
use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};
use tokio::time::timeout;

/// Connection Attempt Delay (RFC 8305 §8): the next address is tried in parallel after this time.
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// Interleaves the address families, starting with the resolver's first (RFC 8305 §4); `last` comes first.
pub(crate) fn ordered(addresses: Vec<SocketAddr>, last: Option<IpAddr>) -> Vec<SocketAddr> {
    let prefers_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (preferred, other): (Vec<_>, Vec<_>) =
        addresses.into_iter().partition(|address| address.is_ipv6() == prefers_v6);
    let mut ordered = Vec::with_capacity(preferred.len() + other.len());
    let (mut preferred, mut other) = (preferred.into_iter(), other.into_iter());
    loop {
        let pair = [preferred.next(), other.next()];
        if pair == [None, None] {
            break;
        }
        ordered.extend(pair.into_iter().flatten());
    }
    // The sort is stable: the others keep their order.
    ordered.sort_by_key(|address| Some(address.ip()) != last);
    ordered
}

/// Starts an attempt for each address in order, the next after a failure or [`ATTEMPT_DELAY`]. The first success is
/// returned; the other attempts are dropped.
pub(crate) async fn race<T, F>(addresses: Vec<SocketAddr>, connect: impl Fn(SocketAddr) -> F) -> io::Result<T>
where
    F: Future<Output = io::Result<T>>,
{
    let mut addresses = addresses.into_iter();
    let mut attempts = FuturesUnordered::new();
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    loop {
        attempts.extend(addresses.next().map(&connect));
        let finished = if addresses.len() == 0 {
            attempts.next().await
        } else {
            timeout(ATTEMPT_DELAY, attempts.next()).await.unwrap_or_default()
        };
        match finished {
            Some(Ok(connected)) => return Ok(connected),
            Some(Err(error)) => last = error,
            None if addresses.len() == 0 && attempts.is_empty() => return Err(last),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;
    use tokio::time::{Instant, sleep};

    fn list(addresses: &[&str]) -> Vec<SocketAddr> {
        addresses.iter().map(|address| SocketAddr::new(address.parse().unwrap(), 587)).collect()
    }

    #[test]
    fn families_take_turns_and_the_last_winner_comes_first() {
        for (given, last, expected) in [
            (&["::1", "::2", "::3", "192.0.2.1"][..], None, &["::1", "192.0.2.1", "::2", "::3"][..]),
            (&["192.0.2.1", "192.0.2.2", "::1", "::2"], None, &["192.0.2.1", "::1", "192.0.2.2", "::2"]),
            (&["::1", "192.0.2.1", "::2"], Some("::2"), &["::2", "::1", "192.0.2.1"]),
            (&["::1", "192.0.2.1"], Some("::9"), &["::1", "192.0.2.1"]),
            (&[], None, &[]),
        ] {
            assert_eq!(ordered(list(given), last.map(|ip| ip.parse().unwrap())), list(expected), "{given:?}");
        }
    }

    /// The plan has milliseconds until each address connects (true) or fails; other addresses never answer.
    async fn raced(addresses: &[&str], plan: &[(&str, u64, bool)]) -> (Result<String, io::ErrorKind>, u64, usize) {
        let plan: HashMap<IpAddr, (u64, bool)> =
            plan.iter().map(|(ip, after, good)| (ip.parse().unwrap(), (*after, *good))).collect();
        let (begin, tried) = (Instant::now(), std::cell::Cell::new(0));
        let attempt = |address: SocketAddr| {
            tried.set(tried.get() + 1);
            let plan = plan.get(&address.ip()).copied();
            async move {
                let Some((after, good)) = plan else { return std::future::pending().await };
                sleep(Duration::from_millis(after)).await;
                if good { Ok(address.ip().to_string()) } else { Err(io::ErrorKind::ConnectionRefused.into()) }
            }
        };
        let result = timeout(Duration::from_secs(60), race(list(addresses), attempt)).await;
        let result = result.unwrap_or(Err(io::ErrorKind::TimedOut.into())).map_err(|error| error.kind());
        (result, u64::try_from(begin.elapsed().as_millis()).unwrap(), tried.get())
    }

    #[tokio::test(start_paused = true)]
    async fn addresses_are_raced_250_ms_apart() {
        let won = |ip: &str| Ok(ip.to_owned());
        let refused = Err(io::ErrorKind::ConnectionRefused);
        for (case, addresses, plan, expected) in [
            ("the first answers in time", &["::1", "::2"][..], &[("::1", 240, true)][..], (won("::1"), 240, 1)),
            ("the first swallows packets", &["::1", "::2"], &[("::2", 10, true)], (won("::2"), 260, 2)),
            ("a slow first wins", &["::1", "::2"], &[("::1", 300, true), ("::2", 100, true)], (won("::1"), 300, 2)),
            (
                "a refusal starts the next at once",
                &["::1", "::2"],
                &[("::1", 5, false), ("::2", 5, true)],
                (won("::2"), 10, 2),
            ),
            ("all refuse", &["::1", "::2"], &[("::1", 5, false), ("::2", 5, false)], (refused.clone(), 10, 2)),
            ("none", &[], &[], (Err(io::ErrorKind::AddrNotAvailable), 0, 0)),
            ("three swallow packets", &["::1", "::2", "::3", "::4"], &[("::4", 0, true)], (won("::4"), 750, 4)),
            (
                "one refuses, one is silent",
                &["::1", "::2"],
                &[("::2", 0, false)],
                (Err(io::ErrorKind::TimedOut), 60_000, 2),
            ),
        ] {
            assert_eq!(raced(addresses, plan).await, expected, "{case}");
        }
    }
}
