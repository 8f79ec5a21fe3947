//! Unit tests of the throttle, on a paused clock.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::{reaction::tests::refusal, *};
use crate::{
    error::{ErrorKind, Retry},
    gateway::GatewayBuilder,
    network::NetworkPolicy,
};
use rate_limiter::STRAGGLER;
use std::time::Duration;
use tokio::task::{JoinSet, yield_now};

fn gateway(wait: u64) -> GatewayBuilder {
    let timeouts = crate::gateway::Timeouts { wait: Duration::from_secs(wait), ..Default::default() };
    SmtpGateway::builder().host("smtp.example.com").user("me").password("x").timeouts(timeouts)
}

fn pool(gateway: GatewayBuilder) -> Arc<Pool> {
    let gateway = gateway.build().unwrap();
    let throttle = Throttle::new(&gateway, MINUTE);
    Pool::new(gateway, NetworkPolicy::any(), throttle, Arc::default()).unwrap()
}

async fn acquire(pool: &Arc<Pool>) -> Result<Grant, Error> {
    acquire_as(pool, None).await
}

async fn acquire_as(pool: &Arc<Pool>, caller: Option<CallerId>) -> Result<Grant, Error> {
    let deadline = Throttle::deadline(pool.gateway.timeouts().wait);
    let request = Request { deadline, caller, in_front: false, new_connection: false, without_mail: false };
    pool.throttle.acquire(pool, request).await
}

/// A mail that starts and gets this reply at once.
async fn mail(pool: &Arc<Pool>, reply: Option<&str>) {
    let mut grant = acquire(pool).await.unwrap();
    assert!(grant.permit.start());
    let error = reply.map(|reply| refusal(Stage::MailFrom, reply));
    pool.throttle.record(grant.permit.epoch(), error.as_ref().map_or(Ok(()), Err));
    grant.permit.answered();
}

/// Seconds until the next mail may start; `None` if it fails. The mail is accepted.
async fn passes(pool: &Arc<Pool>) -> Option<u64> {
    let begin = Instant::now();
    let grant = acquire(pool).await.ok()?;
    pool.throttle.record(grant.permit.epoch(), Err(&Error::new(ErrorKind::Connect, Stage::Connect)));
    Some(begin.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn mails_wait_or_fail_at_once() {
    let pool = pool(gateway(300));
    assert_eq!(passes(&pool).await, Some(0));
    mail(&pool, Some("450 4.7.1 Rate limit exceeded, try again in 2 minutes")).await;
    assert_eq!(passes(&pool).await, Some(120));
    for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
        mail(&pool, Some("451 4.3.0 Local error")).await;
        assert_eq!(passes(&pool).await, Some(seconds));
    }
    mail(&pool, None).await;
    mail(&pool, Some("451 4.3.0 Local error")).await;
    assert_eq!(passes(&pool).await, Some(1), "a mail that went through ends the count");
    mail(&pool, Some("450 4.7.1 Rate limit exceeded, try again in 10 minutes")).await;
    let begin = Instant::now();
    let error = acquire(&pool).await.err().unwrap();
    assert_eq!((error.kind(), error.stage(), begin.elapsed()), (ErrorKind::RateLimited, Stage::Wait, Duration::ZERO));
    assert_eq!(error.retry(), Retry::After(Duration::from_secs(600)));
    assert!(error.reply().is_some_and(|reply| reply.code() == 450), "{error}");
    tokio::time::advance(Duration::from_secs(400)).await;
    assert_eq!(passes(&pool).await, Some(200));
}

#[tokio::test(start_paused = true)]
async fn several_connections_that_hear_of_a_wait_are_one_episode() {
    let pool = pool(gateway(300).max_connections(4));
    let fault = refusal(Stage::MailFrom, "421 4.3.2 Shutting down");
    for seconds in [1, 2, 4] {
        let mut grants = Vec::new();
        // One mail is tried first after a hold.
        mail(&pool, Some("250 ok")).await;
        for _ in 0..4 {
            grants.push(acquire(&pool).await.unwrap());
        }
        for grant in grants {
            pool.throttle.record(grant.permit.epoch(), Err(&fault));
        }
        assert_eq!(passes(&pool).await, Some(seconds));
    }
}

#[tokio::test(start_paused = true)]
async fn one_mail_goes_first_after_a_wait() {
    let pool = pool(gateway(300).max_connections(4));
    mail(&pool, Some("450 4.7.1 Rate limit exceeded, try again in 1 minute")).await;
    let mut others = JoinSet::new();
    for _ in 0..3 {
        let pool = Arc::clone(&pool);
        others.spawn(async move { acquire(&pool).await });
    }
    tokio::time::sleep(MINUTE).await;
    yield_now().await;
    let first = others.join_next().await.unwrap().unwrap().unwrap();
    let second = tokio::time::timeout(MINUTE, others.join_next()).await;
    assert!(second.is_err(), "the others wait for its reply");
    // It was dropped: the next one is tried first.
    drop(first);
    let second = others.join_next().await.unwrap().unwrap().unwrap();
    assert!(tokio::time::timeout(MINUTE, others.join_next()).await.is_err());
    pool.throttle.record(second.permit.epoch(), Ok(()));
    pool.throttle.serve();
    others.join_next().await.unwrap().unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_begins_while_a_mail_connects_stops_it() {
    let pool = pool(gateway(300).max_connections(2));
    let mut connecting = acquire(&pool).await.unwrap();
    mail(&pool, Some("450 4.7.1 Rate limit exceeded, try again in 1 minute")).await;
    assert!(!connecting.permit.start());
}

#[tokio::test(start_paused = true)]
async fn never_more_mails_in_a_minute_than_allowed_and_nearly_as_many() {
    for (most, mails, connections, lasts) in [
        (30, 100, 3, Duration::from_millis(800)),
        (30, 100, 30, Duration::from_millis(10)),
        (600, 3_000, 3, Duration::from_millis(100)),
        (1, 4, 2, Duration::from_secs(1)),
        (30, 60, 4, Duration::from_secs(70)),
    ] {
        let case = format!("{most} a minute, {mails} mails, {connections} connections, {lasts:?} each");
        let pool = pool(gateway(3_600).mails_per_minute(most).max_connections(connections));
        let (begin, mut sends) = (Instant::now(), JoinSet::new());
        for _ in 0..mails {
            let pool = Arc::clone(&pool);
            sends.spawn(async move {
                let mut grant = acquire(&pool).await.unwrap();
                assert!(grant.permit.start());
                let started = begin.elapsed();
                tokio::time::sleep(lasts).await;
                let ended = begin.elapsed();
                grant.permit.answered();
                drop(grant.connection);
                (started, ended)
            });
        }
        let mut seen = sends.join_all().await;
        seen.sort();
        let (starts, ends): (Vec<_>, Vec<_>) = seen.into_iter().unzip();
        // Count half of the mails at their start, the others at their end.
        let mixed = starts.iter().zip(&ends).enumerate().map(|(n, (s, e))| if n % 2 == 0 { *s } else { *e });
        for mut moments in [mixed.collect::<Vec<_>>(), ends.clone(), starts.clone()] {
            moments.sort();
            let within = |from: &Duration| moments.iter().filter(|at| **at >= *from && **at < *from + MINUTE).count();
            let found = moments.iter().map(within).max().unwrap();
            assert!(found <= most as usize, "{case}: {found} in a minute");
        }
        let rounds = u32::try_from((mails - 1) / most as usize).unwrap();
        let last = starts.iter().max().unwrap();
        if lasts < Duration::from_secs(2) {
            assert!(*last <= (MINUTE + lasts) * rounds + MINUTE / 2, "{case}: {last:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn unused_rate_permits_come_back_at_once() {
    let pool = pool(gateway(3_600).mails_per_minute(1));
    let begin = Instant::now();
    drop(acquire(&pool).await.unwrap());
    for _ in 0..3 {
        let waits = tokio::time::timeout(Duration::from_secs(1), acquire(&pool)).await;
        assert!(waits.is_ok(), "neither of those before it started");
    }
    mail(&pool, None).await;
    for _ in 0..10 {
        assert!(tokio::time::timeout(Duration::from_secs(1), acquire(&pool)).await.is_err());
    }
    let mut grant = acquire(&pool).await.unwrap();
    assert_eq!(begin.elapsed(), MINUTE, "those that gave up took none");
    // An aborted mail may reach the server later.
    grant.permit.start();
    drop(grant);
    drop(acquire(&pool).await.unwrap());
    assert_eq!(begin.elapsed(), MINUTE * 2 + STRAGGLER);
}

#[tokio::test(start_paused = true)]
async fn attempts_of_another_process_count() {
    let pool = pool(gateway(3_600).mails_per_minute(3));
    let ages = [10, 20, 30, 40, 59, 60, 600].map(Duration::from_secs);
    pool.throttle.seed(ages.into_iter().chain([Duration::MAX]));
    let begin = Instant::now();
    // Five of the last minute: the third oldest of them is 30 seconds old.
    let first = acquire(&pool).await.unwrap();
    assert_eq!(begin.elapsed(), Duration::from_secs(30));
    drop(first);
}

#[tokio::test(start_paused = true)]
async fn callers_are_served_in_turn() {
    let pool = pool(gateway(3_600).max_connections(1));
    let held = acquire(&pool).await.unwrap();
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut waiting = JoinSet::new();
    let (one, two) = (CallerId::new(), CallerId::new());
    for (caller, count) in [(Some(one), 4), (Some(two), 2), (None, 2)] {
        for _ in 0..count {
            let (pool, order) = (Arc::clone(&pool), Arc::clone(&order));
            waiting.spawn(async move {
                let grant = acquire_as(&pool, caller).await.unwrap();
                order.lock().unwrap().push(caller);
                drop(grant);
            });
            yield_now().await;
        }
    }
    drop(held);
    waiting.join_all().await;
    let (one, two) = (Some(one), Some(two));
    assert_eq!(*order.lock().unwrap(), [one, two, None, one, two, None, one, one]);
}

#[tokio::test(start_paused = true)]
async fn changed_limits_hold_for_those_who_wait() {
    let pool = pool(gateway(3_600).max_connections(1).mails_per_minute(1));
    mail(&pool, None).await;
    let more = gateway(3_600).max_connections(3).mails_per_minute(3).build().unwrap();
    pool.throttle.adopt(&more);
    let begin = Instant::now();
    let _two = [acquire(&pool).await.unwrap(), acquire(&pool).await.unwrap()];
    assert_eq!(begin.elapsed(), Duration::ZERO);
    assert!(tokio::time::timeout(Duration::from_secs(59), acquire(&pool)).await.is_err(), "three in this minute");
}

#[tokio::test(start_paused = true)]
async fn a_closed_pool_refuses_those_who_wait() {
    let pool = pool(gateway(300).max_connections(1));
    let held = acquire(&pool).await.unwrap();
    let waiting = tokio::spawn({
        let pool = Arc::clone(&pool);
        async move { acquire(&pool).await.map(drop) }
    });
    yield_now().await;
    pool.close();
    assert_eq!(waiting.await.unwrap().unwrap_err().kind(), ErrorKind::Cancelled);
    assert_eq!(acquire(&pool).await.err().map(|error| error.kind()), Some(ErrorKind::Cancelled));
    drop(held);
}

#[tokio::test(start_paused = true)]
async fn mails_left_are_those_that_need_not_wait_for_the_minute() {
    let pool = pool(gateway(300).mails_per_minute(3));
    pool.throttle.seed([Duration::from_secs(20)]);
    assert_eq!(pool.throttle.rate_left(), Some(2));
    let mut grant = acquire(&pool).await.unwrap();
    assert!(grant.permit.start());
    assert_eq!(pool.throttle.rate_left(), Some(2), "one of them under way");
    grant.permit.answered();
    assert_eq!(pool.throttle.rate_left(), Some(1));
    tokio::time::advance(Duration::from_secs(41)).await;
    assert_eq!(pool.throttle.rate_left(), Some(2), "the minute of the seeded mail is over");
}

#[tokio::test(start_paused = true)]
async fn all_connections_are_waited_for_until_none_counts() {
    let pool = pool(gateway(300).max_connections(2));
    pool.throttle.all_closed().await;
    let [first, second] = [acquire(&pool).await.unwrap(), acquire(&pool).await.unwrap()];
    let waiting = tokio::spawn({
        let pool = Arc::clone(&pool);
        async move { pool.throttle.all_closed().await }
    });
    yield_now().await;
    drop(first);
    yield_now().await;
    assert!(!waiting.is_finished(), "one is open");
    // Closed where no runtime could wait for the server: it counts for a second more.
    let Granted::New(connection) = second.connection else { panic!("nothing was idle") };
    let begin = Instant::now();
    Arc::into_inner(connection).unwrap().linger();
    waiting.await.unwrap();
    assert_eq!(begin.elapsed(), Duration::from_secs(1));
}

#[test]
fn enormous_deadlines_do_not_panic() {
    assert!(Throttle::deadline(Duration::MAX) > Instant::now());
}
