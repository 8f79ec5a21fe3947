//! Each limit alone, in its worst case.

use super::{
    on_a_paused_clock,
    run::{gateway, mail},
    server::{Behaviour, Server},
};
use ite_mailer::{
    AccessToken, BatchOptions, DocumentMailer, DocumentMailerExt, Error, ErrorKind, MailerCache, Receipt, SmtpMailer,
    gateway::{GatewayBuilder, Timeouts, token_fn},
};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

const SECOND: Duration = Duration::from_secs(1);

/// The steps at which the server is late, and whether it uses TLS and a sign-in.
const STEPS: [(&str, bool); 6] =
    [("accept", true), ("connect", false), ("ehlo", false), ("auth", true), ("mail", false), ("end", false)];

fn mailer(builder: GatewayBuilder) -> SmtpMailer {
    SmtpMailer::new(builder.build().unwrap()).unwrap()
}

fn timeouts(change: impl FnOnce(&mut Timeouts)) -> Timeouts {
    let mut timeouts = Timeouts::default();
    change(&mut timeouts);
    timeouts
}

/// Every reply at these steps takes this long.
fn slow(steps: &'static [&'static str], by: Duration) -> Behaviour {
    // A draw below 100 gives between one hundredth and all of `slowest`; the pauses of these tests are compared with less.
    Behaviour { slow_percent: 100, slowest: by, slow_at: steps, rest: Duration::ZERO, ..Behaviour::calm() }
}

async fn burst(mailer: &SmtpMailer, mails: usize, dropped_after: Duration) -> Vec<Option<Result<Receipt, Error>>> {
    let mut sends = JoinSet::new();
    for _ in 0..mails {
        let mailer = mailer.clone();
        sends.spawn(async move { timeout(dropped_after, mailer.send(&mail())).await.ok() });
    }
    sends.join_all().await
}

fn holds(server: &Server) {
    assert!(server.seen().broken.is_empty(), "{:?}", server.seen().broken);
}

#[test]
fn connection_limit_holds_when_sends_are_dropped() {
    for (step, tls) in STEPS {
        on_a_paused_clock(async {
            let server = Server::start(tls, 1, None, 1).await;
            *server.behaviour() = slow(Box::leak(Box::new([step])), 6 * SECOND);
            let mailer = mailer(gateway(&server).max_connections(1));
            for _ in 0..8 {
                assert!(burst(&mailer, 1, SECOND / 4).await.len() == 1);
            }
            assert!(server.seen().opened >= 1, "{step}");
            holds(&server);
        });
    }
}

#[test]
fn connection_limit_holds_after_deadlines() {
    for (step, tls) in STEPS {
        on_a_paused_clock(async {
            let server = Server::start(tls, 1, None, 2).await;
            *server.behaviour() = slow(Box::leak(Box::new([step])), 6 * SECOND);
            let mut timeouts = Timeouts::default().all_steps(SECOND / 2);
            timeouts.final_reply = SECOND / 2;
            let mailer = mailer(gateway(&server).max_connections(1).timeouts(timeouts));
            for _ in 0..6 {
                burst(&mailer, 1, 100 * SECOND).await;
            }
            holds(&server);
        });
    }
}

#[test]
fn connection_limit_holds_while_connections_close() {
    on_a_paused_clock(async {
        let server = Server::start(false, 2, None, 3).await;
        *server.behaviour() = slow(&["quit", "close"], 2 * SECOND);
        let timeouts = timeouts(|t| t.idle = SECOND / 2);
        let mailer = mailer(gateway(&server).max_connections(2).mails_per_connection(2).timeouts(timeouts));
        for _ in 0..6 {
            for result in burst(&mailer, 5, 100 * SECOND).await {
                result.unwrap().unwrap();
            }
            sleep(SECOND * 7 / 10).await;
        }
        holds(&server);
    });
}

/// The second sign-in is made on another connection, once the server has closed the first.
#[test]
fn connection_limit_holds_while_a_token_is_replaced() {
    on_a_paused_clock(async {
        let server = Server::start(true, 1, None, 12).await;
        *server.behaviour() = Behaviour { refuse_sign_in: true, ..slow(&["quit", "close"], 3 * SECOND) };
        let issued = AtomicUsize::new(0);
        let tokens = token_fn(move |_| {
            let token = AccessToken::new(format!("token-{}", issued.fetch_add(1, Ordering::SeqCst)));
            async move { Ok(token) }
        });
        let mailer = mailer(gateway(&server).password(None::<&str>).tokens(tokens).max_connections(1));
        let error = burst(&mailer, 1, 100 * SECOND).await.remove(0).unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OAuth2TokenInvalidOrExpired, "{error}");
        let (opened, refusals) = {
            let seen = server.seen();
            (seen.opened, seen.refusals)
        };
        assert_eq!((opened, refusals), (2, 2));
        holds(&server);
    });
}

#[test]
fn connection_limit_holds_when_mailers_are_evicted() {
    on_a_paused_clock(async {
        let servers = [Server::start(false, 1, None, 4).await, Server::start(false, 1, None, 5).await];
        for server in &servers {
            *server.behaviour() = slow(&["quit", "close"], 3 * SECOND);
        }
        for idle in [Duration::ZERO, 600 * SECOND] {
            let cache = MailerCache::builder().capacity(1).idle(idle).build().unwrap();
            for n in 0..12 {
                let gateway = gateway(&servers[n % 2]).max_connections(1).build().unwrap();
                cache.mailer(&gateway).unwrap().send(&mail()).await.unwrap();
            }
            cache.shutdown().await;
            sleep(10 * SECOND).await;
        }
        servers.iter().for_each(holds);
    });
}

#[test]
fn requested_wait_counts_from_its_reply() {
    for pipelining in [false, true] {
        on_a_paused_clock(async {
            let server = Server::start(false, 4, None, 6).await;
            let mailer = mailer(gateway(&server).max_connections(4));
            assert!(burst(&mailer, 4, 100 * SECOND).await.into_iter().all(|result| result.unwrap().is_ok()));
            *server.behaviour() = Behaviour { hold_next: Some(600), pipelining, ..slow(&["rset"], 20 * SECOND) };
            burst(&mailer, 200, 100 * SECOND).await;
            holds(&server);
            // The reply was read before the send was dropped.
            assert!(server.seen().mails.len() < 12, "{}", server.seen().mails.len());
        });
    }
}

#[test]
fn requested_wait_stops_mails_that_are_still_connecting() {
    on_a_paused_clock(async {
        let server = Server::start(false, 4, None, 7).await;
        let mailer = mailer(gateway(&server).max_connections(4));
        burst(&mailer, 1, 100 * SECOND).await[0].as_ref().unwrap().as_ref().unwrap();
        *server.behaviour() = Behaviour { hold_next: Some(600), ..slow(&["connect", "ehlo"], 2 * SECOND) };
        burst(&mailer, 4, 100 * SECOND).await;
        assert_eq!(server.seen().mails.len(), 2, "one mail, and the one that was asked to wait");
        holds(&server);
    });
}

#[test]
fn two_sign_ins_are_refused_at_most() {
    // Dropped before the reply; failed at our own deadline; all at once after a success.
    for case in ["dropped", "timeout", "after a success"] {
        on_a_paused_clock(async {
            let server = Server::start(true, 16, None, 8).await;
            let deadline = if case == "timeout" { 2 * SECOND } else { 60 * SECOND };
            let timeouts = Timeouts::default().all_steps(deadline);
            let mailer = mailer(gateway(&server).max_connections(16).timeouts(timeouts));
            if case == "after a success" {
                burst(&mailer, 1, 100 * SECOND).await[0].as_ref().unwrap().as_ref().unwrap();
            }
            *server.behaviour() = Behaviour { refuse_sign_in: true, ..slow(&["auth"], 4 * SECOND) };
            if case == "after a success" {
                burst(&mailer, 16, 100 * SECOND).await;
            } else {
                let dropped_after = if case == "dropped" { 2 * SECOND } else { 100 * SECOND };
                for _ in 0..12 {
                    burst(&mailer, 1, dropped_after).await;
                    sleep(SECOND).await;
                }
            }
            sleep(10 * SECOND).await;
            let refusals = server.seen().refusals;
            assert!((1..=2).contains(&refusals), "{case}: {refusals}");
        });
    }
}

#[test]
fn replaced_connections_stay_within_the_minute() {
    on_a_paused_clock(async {
        let server = Server::start(false, 1, Some(3), 9).await;
        let mailer = mailer(gateway(&server).max_connections(1).mails_per_minute(3));
        mailer.send(&mail()).await.unwrap();
        server.behaviour().close_next_kept = true;
        for _ in 0..5 {
            mailer.send(&mail()).await.unwrap();
        }
        holds(&server);
    });
}

#[test]
fn changed_settings_keep_minute_wait_and_connections() {
    on_a_paused_clock(async {
        let server = Server::start(false, 1, Some(3), 10).await;
        let cache = MailerCache::builder().build().unwrap();
        let changed = |n: u64| {
            let timeouts = timeouts(|t| t.wait = 120 * SECOND + Duration::from_millis(n));
            let builder = gateway(&server).max_connections(1).mails_per_minute(3).timeouts(timeouts);
            cache.mailer_for("customer", &builder.build().unwrap()).unwrap()
        };
        for n in 0..7 {
            changed(n).send(&mail()).await.unwrap();
        }
        server.behaviour().hold_next = Some(100);
        changed(10).send(&mail()).await.unwrap_err();
        changed(11).send(&mail()).await.unwrap();
        holds(&server);
    });
}

/// On the real clock, with an idle time shorter than a mail takes.
#[tokio::test]
async fn idle_time_counts_from_the_return() {
    let server = Server::start(false, 1, None, 11).await;
    *server.behaviour() = slow(&["end"], SECOND);
    let timeouts = timeouts(|t| t.idle = SECOND / 5);
    let mailer = mailer(gateway(&server).max_connections(1).timeouts(timeouts));
    for _ in 0..8 {
        mailer.send(&mail()).await.unwrap();
    }
    assert_eq!(server.seen().opened, 1);
}

#[test]
fn a_send_inside_the_loop_of_a_batch_gets_through() {
    for connections in [1, 3] {
        on_a_paused_clock(async {
            let server = Server::start(false, connections, None, 12).await;
            *server.behaviour() = slow(&["end"], SECOND / 5);
            let mailer = mailer(gateway(&server).max_connections(connections));
            let mut batch = mailer.send_all((0..20).map(|_| mail()), BatchOptions::default().concurrency(8));
            while let Some((_, result)) = batch.next().await {
                result.unwrap();
                let began = Instant::now();
                mailer.send(&mail()).await.unwrap();
                assert!(began.elapsed() < 3 * SECOND, "{:?}", began.elapsed());
            }
        });
    }
}

#[test]
fn single_sends_do_not_wait_behind_the_line_of_a_batch() {
    on_a_paused_clock(async {
        let server = Server::start(false, 2, None, 13).await;
        *server.behaviour() = slow(&["end"], SECOND / 5);
        let mailer = mailer(gateway(&server).max_connections(2));
        let of_batch = mailer.clone();
        let batch = tokio::spawn(async move {
            let mut batch = of_batch.send_all((0..400).map(|_| mail()), BatchOptions::default().concurrency(400));
            while let Some((_, result)) = batch.next().await {
                result.unwrap();
            }
        });
        for _ in 0..10 {
            sleep(SECOND / 2).await;
            let began = Instant::now();
            mailer.send(&mail()).await.unwrap();
            assert!(began.elapsed() < SECOND, "{:?}", began.elapsed());
        }
        assert!(!batch.is_finished());
        batch.await.unwrap();
    });
}

/// A refused secret is remembered through eviction and changed settings; a new secret is tried at once.
#[test]
fn refused_sign_ins_outlive_mailers_and_other_settings() {
    on_a_paused_clock(async {
        let (server, other) = (Server::start(true, 4, None, 14).await, Server::start(false, 4, None, 15).await);
        server.behaviour().refuse_sign_in = true;
        let cache = MailerCache::builder().capacity(1).idle(Duration::ZERO).build().unwrap();
        let send = async |secret: &str, n: u64| {
            let timeouts = timeouts(|t| t.idle = 30 * SECOND + Duration::from_millis(n));
            let ours = gateway(&server).password(secret).timeouts(timeouts).build().unwrap();
            cache.mailer_for("ours", &ours).unwrap().send(&mail()).await.unwrap_err();
            let other = gateway(&other).build().unwrap();
            cache.mailer_for("another", &other).unwrap().send(&mail()).await.unwrap();
        };
        for n in 0..6 {
            send("first-secret", n).await;
        }
        assert_eq!(server.seen().refusals, 2);
        for n in 0..6 {
            send("second-secret", n).await;
        }
        assert_eq!(server.seen().refusals, 4);
        holds(&server);
    });
}

#[test]
fn connections_serve_only_the_runtime_that_opened_them() {
    let current = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let servers = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    for connections in [1, 2] {
        let server = servers.block_on(async { Server::start(false, connections, None, 16).await });
        let mailer = mailer(gateway(&server).max_connections(connections).pipelining(false));
        let runtimes = [current(), current()];
        for n in 0..6 {
            let began = std::time::Instant::now();
            runtimes[n % 2].block_on(mailer.send(&mail())).unwrap();
            assert!(began.elapsed() < 20 * SECOND, "{:?}", began.elapsed());
        }
        holds(&server);
        if connections == 2 {
            assert_eq!(server.seen().opened, 2, "one for each");
        }
    }
}

#[test]
fn sign_in_stays_within_the_connection_limit() {
    on_a_paused_clock(async {
        let server = Server::start(true, 2, None, 17).await;
        *server.behaviour() = slow(&["quit", "close"], 2 * SECOND);
        let mailer = mailer(gateway(&server).max_connections(2));
        for _ in 0..4 {
            assert!(burst(&mailer, 2, 100 * SECOND).await.into_iter().all(|result| result.unwrap().is_ok()));
            mailer.sign_in().await.unwrap();
        }
        holds(&server);
    });
}

/// A connection to a server that stops replying counts against the limit for a bounded time only.
#[test]
fn a_server_that_never_closes_frees_its_place_after_a_while() {
    on_a_paused_clock(async {
        let server = Server::start(false, 9, None, 18).await;
        *server.behaviour() = slow(&["mail"], 1_000_000 * SECOND);
        let timeouts = Timeouts::default().all_steps(SECOND);
        let mailer = mailer(gateway(&server).max_connections(1).timeouts(timeouts));
        let began = Instant::now();
        for _ in 0..3 {
            burst(&mailer, 1, 100 * SECOND).await[0].as_ref().unwrap().as_ref().unwrap_err();
        }
        assert!(began.elapsed() < 30 * SECOND, "{:?}", began.elapsed());
    });
}

#[test]
fn attempts_of_another_process_count_against_the_rate() {
    on_a_paused_clock(async {
        let server = Server::start(false, 1, None, 19).await;
        let mailer = mailer(gateway(&server).max_connections(1).mails_per_minute(2));
        mailer.seed_recent_attempts([SECOND * 10, SECOND * 20, SECOND * 70]);
        let began = Instant::now();
        mailer.send(&mail()).await.unwrap();
        assert!((40..45).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    });
}
