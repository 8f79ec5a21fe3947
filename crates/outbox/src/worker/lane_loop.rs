//! A lane in the hands of its owner: claim, send, settle, until nothing is due or it has to be handed over.

use super::{
    Inner,
    attempt::{Attempt, Attempted},
    lease_guard::LeaseGuard,
    seed,
    under_way::UnderWay,
};
use crate::{
    OutboxError,
    lane::{
        Claimed, Ended, LaneEffect, Ownership, Taken, back_off_lane, claim, clear_failures, has_due, pause, release,
        settle, unclaim,
    },
};
use ite_mailer::{DocumentMailer, Error, ErrorKind, Retry, SmtpMailer, Stage};
use std::{future::pending, mem, sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout},
};

/// An answer of the gateway source later than this is an error.
const SOURCE: Duration = Duration::from_secs(30);
/// Between two looks for mails while some are under way or have just been: doubled from the first to the last.
const LOOK: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));
/// Between two tries of a statement that failed.
const AGAIN: Duration = Duration::from_secs(1);

pub(super) struct LaneLoop {
    inner: Arc<Inner>,
    of: Ownership,
    lease: LeaseGuard,
    /// Becomes true when the lane shall be handed over.
    stop: watch::Receiver<bool>,
    failures: i64,
    /// Mails not accepted in a row that may say something about the gateway.
    suspicious: u32,
    paused: bool,
    /// A claim had no answer; from then on mails are put back that it may have claimed, and until then none is claimed.
    uncertain: Option<Instant>,
}

impl LaneLoop {
    pub(super) fn new(inner: Arc<Inner>, taken: Taken, asked: Instant, stop: watch::Receiver<bool>) -> Self {
        let lease = LeaseGuard::new(Arc::clone(&inner), &taken, asked);
        let (of, failures) = (taken.ownership, taken.failures);
        Self { inner, of, lease, stop, failures, suspicious: 0, paused: false, uncertain: None }
    }

    /// Serves the lane to the end of this turn.
    pub(super) async fn run(mut self) {
        let lane = self.of.lane.clone();
        tracing::debug!(target: "ite_mailer_outbox", lane, fence = self.of.fence, "lane taken");
        let mailer = tokio::select! {
            biased;
            () = stopped(self.stop.clone()) => None,
            mailer = self.mailer() => mailer,
        };
        if let Some(mailer) = &mailer {
            // The lane's loop may wait for a database that does not answer; the connections must not wait with it.
            let lease = self.lease.clone();
            let close_in_time = async {
                lease.lost().await;
                mailer.shutdown().await;
                pending::<()>().await;
            };
            tokio::select! {
                () = self.serve(mailer) => {}
                () = close_in_time => {}
            }
        }
        self.release(mailer.as_ref().and_then(used_this_minute)).await;
        tracing::debug!(target: "ite_mailer_outbox", lane, fence = self.of.fence, "lane handed over");
    }

    /// The lane's mailer; `None` where there is no gateway, and the lane is paused.
    async fn mailer(&mut self) -> Option<SmtpMailer> {
        let gateways = Arc::clone(&self.inner.gateways);
        let error = match timeout(SOURCE, gateways.gateway(&self.of.lane)).await {
            Ok(Ok(Some(gateway))) => match seed::mailer(&self.inner, &self.of.lane, gateway).await {
                Ok(Ok(mailer)) => return Some(mailer),
                Ok(Err(error)) => error,
                Err(error) => source_failed("the last minute of the lane could not be read").with_source(error),
            },
            Ok(Ok(None)) => {
                Error::new(ErrorKind::Configuration, Stage::Gateway).with_detail("no settings for this lane")
            }
            Ok(Err(error)) => match error.downcast::<Error>() {
                Ok(error) => *error,
                Err(error) => source_failed("the gateway source failed").with_source(error),
            },
            Err(_) => source_failed("the gateway source did not answer within 30 seconds"),
        };
        let time = error.retry().is_retryable().then(|| back_off_lane(self.failures));
        self.pause(time, &error).await;
        None
    }

    async fn serve(&mut self, mailer: &SmtpMailer) {
        let connections = mailer.gateway().max_connections() as usize;
        let lease = self.lease.clone();
        let shared = (self.inner.wrap)(mailer.clone(), &self.of.lane);
        let mut under_way = UnderWay::default();
        let (mut look, mut busy_until) = (LOOK.0, Instant::now());
        let mut answered = Vec::new();
        while !self.has_to_end() {
            // A mail that only waits for the gateway's rate is not claimed: a worker that is killed puts what it has claimed
            // in doubt. So no more are claimed than connections are free; that of a mail that has ended is free in the commit
            // that stores its end.
            let most = mailer.mails_left_this_minute().map_or(connections, |left| left.min(connections));
            let free = most.saturating_sub(under_way.len());
            if free == 0 && under_way.is_empty() {
                look = LOOK.1;
                // Keeps the lane for its next minute.
                if has_due(&self.inner.outbox.database, &self.of.lane).await.unwrap_or(true) {
                    busy_until = Instant::now();
                }
            }
            let claimed = self.exchange(mem::take(&mut answered), free, &mut under_way).await;
            if free > 0 {
                look = if claimed.is_empty() { (look * 2).min(LOOK.1) } else { LOOK.0 };
            }
            for claimed in claimed {
                busy_until = Instant::now();
                under_way.attempt(self.attempt(Arc::clone(&shared)), claimed);
            }
            match self.uncertain {
                _ if self.paused => break,
                Some(at) if at <= Instant::now() => self.put_back(&under_way).await,
                None if under_way.is_empty() && busy_until.elapsed() >= self.inner.config.linger => break,
                _ => {}
            }
            let mut stop = self.stop.clone();
            tokio::select! {
                ended = under_way.answered(), if !under_way.is_empty() => {
                    busy_until = Instant::now();
                    answered = ended;
                }
                () = lease.over() => {}
                _ = stop.changed() => {}
                () = sleep(look), if under_way.len() < connections || most < connections => {}
            }
        }
        self.end(mailer, under_way, answered).await;
    }

    /// Stores how mails have ended, claims others in the same commit, and draws from the ends what concerns the lane.
    async fn exchange(&mut self, answered: Vec<Attempted>, free: usize, under_way: &mut UnderWay) -> Vec<Claimed> {
        let pause = self.judge(&answered);
        let works = answered.iter().any(|attempted| attempted.effect.is_none());
        let limit = if pause.is_some() || self.uncertain.is_some() { 0 } else { free };
        let claimed = match self.store(&answered, limit).await {
            Ok(claimed) => {
                for attempted in answered {
                    under_way.stored(attempted.ended.id);
                    attempted.report(&self.of.lane);
                }
                claimed
            }
            Err(error) => {
                self.warn(&error, "mails could not be claimed, or the ends of others not be stored");
                if limit > 0 {
                    // The claim may have been committed all the same.
                    self.uncertain = Some(Instant::now() + AGAIN);
                }
                // Each by itself, as often as it takes; its connection is not free meanwhile.
                for attempted in answered {
                    under_way.settle(Arc::clone(&self.inner), self.of.clone(), attempted);
                }
                Vec::new()
            }
        };
        if works && self.failures > 0 && clear_failures(&self.inner.outbox.database, &self.of).await.is_ok() {
            self.failures = 0;
        }
        if let Some((time, because)) = pause {
            self.pause(time, &because).await;
        }
        claimed
    }

    async fn store(&self, answered: &[Attempted], limit: usize) -> Result<Vec<Claimed>, OutboxError> {
        let database = &self.inner.outbox.database;
        let ends: Vec<&Ended> = answered.iter().map(|attempted| &attempted.ended).collect();
        if limit > 0 {
            return claim(database, &self.of, self.inner.config.margin(), limit, &ends).await;
        }
        if !ends.is_empty() {
            settle(database, self.of.fence, &ends).await?;
        }
        Ok(Vec::new())
    }

    /// Lets the mails under way end, and waits until the server has closed every connection, since the next owner opens
    /// connections of its own. Mails that only wait for the gateway's limits are refused by the closed mailer, and stay due.
    async fn end(&mut self, mailer: &SmtpMailer, mut under_way: UnderWay, mut answered: Vec<Attempted>) {
        let quit = mailer.shutdown();
        let ending = async {
            loop {
                self.exchange(mem::take(&mut answered), 0, &mut under_way).await;
                if under_way.is_empty() {
                    break;
                }
                answered = under_way.answered().await;
            }
        };
        tokio::join!(quit, ending);
        while self.uncertain.is_some() && !self.lease.is_lost() {
            self.put_back(&under_way).await;
        }
        tokio::select! {
            biased;
            () = mailer.all_closed() => {}
            () = self.lease.lost() => {}
        }
    }

    fn has_to_end(&self) -> bool {
        self.paused || self.lease.is_lost() || self.lease.is_to_be_released() || *self.stop.borrow()
    }

    fn attempt(&self, mailer: Arc<dyn DocumentMailer>) -> Attempt {
        Attempt {
            inner: Arc::clone(&self.inner),
            mailer,
            lease: self.lease.clone(),
            lane: self.of.lane.clone(),
            failures: self.failures,
        }
    }

    /// Draws from attempts what concerns the other mails: whether they have to wait, and why.
    fn judge(&mut self, answered: &[Attempted]) -> Option<(Option<Duration>, Error)> {
        let mut pause = None;
        for attempted in answered {
            match &attempted.effect {
                None => self.suspicious = 0,
                Some((LaneEffect::Pause(time), because)) => pause = pause.or_else(|| Some((*time, because.clone()))),
                Some((LaneEffect::Suspicious, error)) => {
                    self.suspicious += 1;
                    if self.suspicious >= self.inner.config.max_consecutive_failures {
                        let time = error.retry().is_retryable().then(|| back_off_lane(self.failures));
                        pause = pause.or_else(|| Some((time, error.clone())));
                    }
                }
                Some((LaneEffect::None, _)) => {}
            }
        }
        pause
    }

    /// The first pause of a turn counts: mails under way that fail for the same reason say nothing new.
    async fn pause(&mut self, time: Option<Duration>, because: &Error) {
        if self.paused {
            return;
        }
        self.paused = true;
        tracing::warn!(
            target: "ite_mailer_outbox",
            {
                monotonic_counter.outbox_paused = 1,
                lane = self.of.lane, kind = because.kind().as_str(), seconds = time.map(|time| time.as_secs())
            },
            "lane paused"
        );
        while let Err(error) = pause(&self.inner.outbox.database, &self.of, time, because).await {
            self.warn(&error, "a pause could not be stored yet");
            if self.lease.is_lost() {
                return;
            }
            sleep(AGAIN).await;
        }
    }

    /// Puts back what an uncertain claim may have claimed.
    async fn put_back(&mut self, under_way: &UnderWay) {
        self.uncertain = match unclaim(&self.inner.outbox.database, &self.of, under_way.unsettled()).await {
            Ok(_) => None,
            Err(error) => {
                self.warn(&error, "mails of a claim without an answer could not be put back yet");
                sleep(AGAIN).await;
                Some(Instant::now())
            }
        };
    }

    async fn release(&self, used: Option<usize>) {
        while !self.lease.is_lost() {
            match release(&self.inner.outbox, &self.of, used).await {
                Ok(_) => return,
                Err(error) => self.warn(&error, "the lane could not be released"),
            }
            sleep(AGAIN).await;
        }
    }

    fn warn(&self, error: &OutboxError, what: &str) {
        tracing::warn!(target: "ite_mailer_outbox", lane = self.of.lane, %error, "{what}");
    }
}

/// How many mails of the last minute the rate limiter counts.
fn used_this_minute(mailer: &SmtpMailer) -> Option<usize> {
    let most = mailer.gateway().mails_per_minute()? as usize;
    Some(most.saturating_sub(mailer.mails_left_this_minute()?))
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        pending::<()>().await;
    }
}

fn source_failed(detail: &str) -> Error {
    Error::new(ErrorKind::Configuration, Stage::Gateway)
        .with_retry(Retry::After(Duration::from_secs(60)))
        .with_detail(detail)
}
