//! Every step of a session with every fault of server or network: the error and its time, what the server received, and
//! that the next mail of the same mailer is accepted.
//!
//! The tables are printed, and written to `fault-matrix-*.md` in the tests' directory under `target`.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod cases;
mod early;

use crate::support::{AMPLE, Fixture, Mode, mail};
use cases::{PLAYS, POINTS, Play, Point, Verdict, action, in_mode, rule};
use ite_mailer::{
    ErrorKind as K, SmtpMailer, Stage as S,
    gateway::Timeouts,
    sandbox::{Action, Fault, SmtpStep},
};
use std::{
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// The deadline of a step that runs into it.
const SHORT: Duration = Duration::from_secs(2);
/// How late a failure may be on a busy machine.
const SLACK: Duration = Duration::from_secs(15);
/// Concurrent cases.
const AT_ONCE: usize = 16;

/// Ample time for every step but the one that reaches its deadline.
fn timeouts(point: Point, play: Play, mode: Mode) -> Timeouts {
    let mut timeouts = Timeouts::default().all_steps(AMPLE);
    (timeouts.data_block, timeouts.final_reply) = (AMPLE, AMPLE);
    if !matches!(play, Play::Stall | Play::HalfLineStall | Play::ByteASecond) {
        return timeouts;
    }
    match point.stage {
        S::Tls => timeouts.tls = SHORT,
        S::Greeting => timeouts.greeting = SHORT,
        S::FinalReply => timeouts.final_reply = SHORT,
        // After everything was written, every reply has the final deadline.
        S::MailFrom | S::RcptTo if mode == Mode::PipelinedChunk => timeouts.final_reply = SHORT,
        S::Data if matches!(point.step, SmtpStep::Body(_)) => timeouts.final_reply = SHORT,
        _ => timeouts.command = SHORT,
    }
    timeouts
}

/// Whether a result came in time.
fn in_time(verdict: Verdict, took: Duration) -> Result<(), String> {
    let (least, most) = match verdict {
        Verdict::NotSent(_, K::Timeout) | Verdict::Unknown(_, K::Timeout) => (SHORT, SHORT + SLACK),
        _ => (Duration::ZERO, AMPLE),
    };
    if (least..=most).contains(&took) { Ok(()) } else { Err(format!("{verdict} after {took:?}")) }
}

/// A verdict, and how long it took.
#[derive(Clone, Copy)]
struct Cell(Verdict, Duration);

/// Runs one case; its result.
async fn play(point: Point, play: Play, mode: Mode, action: Action) -> (Cell, Result<(), String>) {
    let sandbox = point.way.sandbox().start().await.unwrap();
    let gateway = point.way.gateway(&sandbox, AMPLE).timeouts(timeouts(point, play, mode));
    let mut gateway = gateway.pipelining(mode.pipelines()).chunking(mode.chunks());
    if point.step == SmtpStep::Quit {
        gateway = gateway.mails_per_connection(1);
    }
    let fixture = Fixture { mailer: SmtpMailer::new(gateway.build().unwrap()).unwrap(), sandbox };
    fixture.sandbox.script().fault(Fault::new(point.step, action).nth(point.nth));
    if point.name == "idle" {
        fixture.next_gets_through().await.unwrap();
    }
    let size = match point.step {
        // Too large to go with the envelope.
        SmtpStep::Body(_) if mode == Mode::PipelinedChunk => 900_000,
        SmtpStep::Body(_) => 300_000,
        _ => 20_000,
    };
    let mail = mail("the mail", size, &["one@example.org", "two@example.org"]);
    let started = Instant::now();
    let result = fixture.send(&mail).await;
    let took = started.elapsed();
    let verdict = Verdict::from(&result);
    let check = async {
        let right = rule(point, play, mode);
        // A partial line and the end of the connection may arrive together or one after the other.
        let also = matches!((point.step, play), (SmtpStep::Body(_), Play::HalfLineClose))
            && verdict == Verdict::NotSent(S::Data, K::Protocol);
        if verdict != right && !also {
            return Err(format!("{verdict}, not {right}: {result:?}"));
        }
        in_time(verdict, took)?;
        fixture.next_gets_through().await?;
        let (least, most) = match verdict {
            Verdict::Accepted => (1, 1),
            Verdict::NotSent(..) => (0, 0),
            Verdict::Unknown(..) => (0, 1),
        };
        match fixture.arrived(&mail) {
            n if (least..=most).contains(&n) => Ok(()),
            n => Err(format!("{verdict}, and it arrived {n} times")),
        }
    };
    (Cell(verdict, took), check.await)
}

/// Prints a table and keeps it.
fn publish(name: &str, table: &str) {
    println!("\n{table}");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fault-matrix-{name}.md"));
    std::fs::write(path, table).unwrap();
}

/// A row for each point and a column for each fault; impossible cases have a reason.
fn table(mode: Mode, cells: &BTreeMap<(usize, Play), Cell>) -> String {
    let heads: Vec<String> = PLAYS.iter().map(|play| format!("{play:?}")).collect();
    let mut table = format!("# {mode:?}\n\n| | {} |\n|---{}|\n", heads.join(" | "), "|---".repeat(PLAYS.len()));
    let mut reasons: Vec<&str> = Vec::new();
    for (row, point) in POINTS.iter().enumerate() {
        table.push_str(&format!("| {} |", point.name));
        for play in PLAYS {
            let cell = match (cells.get(&(row, *play)), action(in_mode(*point, mode), *play)) {
                (Some(Cell(verdict, took)), _) => format!(" {verdict}, {:.1} s |", took.as_secs_f32()),
                (None, Err(reason)) => {
                    let at = reasons.iter().position(|known| *known == reason).unwrap_or(reasons.len());
                    if at == reasons.len() {
                        reasons.push(reason);
                    }
                    format!(" — ({}) |", at + 1)
                }
                (None, Ok(_)) => panic!("{} × {play:?} is blank", point.name),
            };
            table.push_str(&cell);
        }
        table.push('\n');
    }
    for (at, reason) in reasons.iter().enumerate() {
        table.push_str(&format!("\n({}) {reason}", at + 1));
    }
    table + "\n"
}

async fn matrix(mode: Mode) {
    let mut cases = POINTS
        .iter()
        .enumerate()
        .map(|(row, point)| (row, in_mode(*point, mode)))
        .flat_map(|(row, point)| PLAYS.iter().map(move |p| (row, point, *p)))
        .filter_map(|(row, point, p)| Some((row, point, p, action(point, p).ok()?)))
        .collect::<Vec<_>>();
    let total = cases.len();
    let (mut running, mut cells, mut wrong) = (JoinSet::new(), BTreeMap::new(), Vec::new());
    loop {
        while running.len() < AT_ONCE
            && let Some((row, point, p, action)) = cases.pop()
        {
            running.spawn(async move { (row, point, p, play(point, p, mode, action).await) });
        }
        let Some(done) = running.join_next().await else { break };
        let (row, point, p, (cell, check)) = done.unwrap();
        cells.insert((row, p), cell);
        if let Err(what) = check {
            wrong.push(format!("{} × {p:?}: {what}", point.name));
        }
    }
    publish(&format!("{mode:?}"), &table(mode, &cells));
    assert!(wrong.is_empty(), "{mode:?}, {} of {total} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn every_fault_at_every_step_has_the_right_error() {
    matrix(Mode::Sequential).await;
}

#[tokio::test]
async fn every_fault_at_every_step_has_the_right_error_with_chunking() {
    matrix(Mode::Chunking).await;
}

#[tokio::test]
async fn every_fault_at_every_step_has_the_right_error_with_pipelining() {
    matrix(Mode::Pipelining).await;
}

#[tokio::test]
async fn every_fault_at_every_step_has_the_right_error_with_both() {
    matrix(Mode::PipelinedChunk).await;
}
