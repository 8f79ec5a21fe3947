//! Every point of a conversation, with everything a server or the network can do there: what the sender is told, what
//! the server got, and that the next mail on the same mailer gets through.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use crate::rig::{AMPLE, Mode, Rig, Way, mail};
use ite_mailer::{
    DocumentMailer, Error, ErrorKind as K, Receipt, SmtpMailer, Stage as S,
    gateway::Timeouts,
    sandbox::{Action, Fault, SmtpSandbox, Step},
};
use std::{collections::BTreeMap, fmt, time::Duration};
use tokio::{net::TcpListener, task::JoinSet};

/// Where it happens: the step, the way the mailer takes, and the stage at which the sender must be told.
#[derive(Clone, Copy, Debug)]
struct Point {
    name: &'static str,
    way: Way,
    step: Step,
    nth: usize,
    stage: S,
    /// Where a sender notices what it was not to do before it speaks again.
    next: S,
    /// The proper answer, as far as it matters.
    proper: &'static str,
}

const fn point(name: &'static str, way: Way, step: Step, stage: S, next: S, proper: &'static str) -> Point {
    Point { name, way, step, nth: 1, stage, next, proper }
}

const fn again(mut point: Point) -> Point {
    point.nth = 2;
    point
}

use Way::{StartTlsLogin as Login, StartTlsPlain as Plain, TlsPlain as Tls};

/// In the order a mail takes.
#[rustfmt::skip]
const POINTS: &[Point] = &[
    point("connect", Plain, Step::Connect, S::Greeting, S::Ehlo, ""),
    point("connect (implicit TLS)", Tls, Step::Connect, S::Tls, S::Greeting, ""),
    point("TLS hello (implicit TLS)", Tls, Step::TlsHandshake, S::Tls, S::Greeting, ""),
    point("greeting", Plain, Step::Greeting, S::Greeting, S::Ehlo, "220 ready"),
    point("greeting (implicit TLS)", Tls, Step::Greeting, S::Greeting, S::Ehlo, "220 ready"),
    point("EHLO", Plain, Step::Ehlo, S::Ehlo, S::StartTls, "250-localhost\n250 STARTTLS"),
    point("EHLO (implicit TLS)", Tls, Step::Ehlo, S::Ehlo, S::Auth, "250-localhost\n250 AUTH PLAIN"),
    point("STARTTLS", Plain, Step::StartTls, S::StartTls, S::StartTls, "220 go"),
    point("TLS hello", Plain, Step::TlsHandshake, S::Tls, S::Ehlo, ""),
    point("second EHLO", Plain, Step::Ehlo2, S::Ehlo, S::Auth, "250-localhost\n250 AUTH PLAIN"),
    point("AUTH", Plain, Step::Auth, S::Auth, S::MailFrom, ""),
    point("login name", Login, Step::AuthContinue, S::Auth, S::Auth, "334 VXNlcm5hbWU6"),
    again(point("password", Login, Step::AuthContinue, S::Auth, S::Auth, "334 UGFzc3dvcmQ6")),
    point("sign-in", Plain, Step::SignIn, S::Auth, S::MailFrom, "235 welcome"),
    point("sign-in (LOGIN)", Login, Step::SignIn, S::Auth, S::MailFrom, "235 welcome"),
    point("MAIL", Plain, Step::MailFrom, S::MailFrom, S::RcptTo, "250 sender ok"),
    point("RCPT", Plain, Step::RcptTo, S::RcptTo, S::RcptTo, "250 recipient ok"),
    point("second RCPT", Plain, Step::Recipient(2), S::RcptTo, S::Data, "250 recipient ok"),
    point("DATA", Plain, Step::Data, S::Data, S::Data, "354 go on"),
    point("body", Plain, Step::Body(1_000), S::Data, S::Data, ""),
    point("body (implicit TLS)", Tls, Step::Body(70_000), S::Data, S::Data, ""),
    point("final reply", Plain, Step::FinalReply, S::FinalReply, S::MailFrom, "250 queued"),
    point("final reply (implicit TLS)", Tls, Step::FinalReply, S::FinalReply, S::MailFrom, "250 queued"),
    again(point("idle", Plain, Step::MailFrom, S::MailFrom, S::RcptTo, "250 sender ok")),
    point("QUIT", Plain, Step::Quit, S::FinalReply, S::FinalReply, "221 bye"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Play {
    Close,
    Reset,
    HalfLineClose,
    Stall,
    HalfLineStall,
    Garbage,
    HugeLine,
    Endless,
    WrongClass,
    Later,
    Leaving,
    AnswerClose,
    TwoReplies,
    Drip,
    LongLine,
    OddBytes,
}

const PLAYS: &[Play] = &[
    Play::Close,
    Play::Reset,
    Play::HalfLineClose,
    Play::Stall,
    Play::HalfLineStall,
    Play::Garbage,
    Play::HugeLine,
    Play::Endless,
    Play::WrongClass,
    Play::Later,
    Play::Leaving,
    Play::AnswerClose,
    Play::TwoReplies,
    Play::Drip,
    Play::LongLine,
    Play::OddBytes,
];

/// The proper answer with this behind the text of its last line.
fn proper_with(point: Point, tail: &[u8]) -> Action {
    Action::Raw([point.proper.replace('\n', "\r\n").as_bytes(), tail, b"\r\n"].concat())
}

/// What the server does; `None` where there is nothing of the kind to do.
fn action(point: Point, play: Play) -> Option<Action> {
    let asked = !point.proper.is_empty();
    let before_tls = matches!(point.step, Step::Connect | Step::TlsHandshake);
    Some(match play {
        Play::Close => Action::Close,
        Play::Reset => Action::Reset,
        // Whatever begins with 421 ends the connection.
        // Inside the body the cut races with the half line.
        Play::HalfLineClose if matches!(point.step, Step::Body(_)) => return None,
        Play::HalfLineClose => Action::Raw(b"421 half a li".to_vec()),
        Play::Stall => Action::Stall,
        Play::Garbage => Action::Garbage,
        Play::Leaving => Action::Reply("421 4.3.2 Shutting down".to_owned()),
        // Bytes in clear where TLS is to begin are all alike.
        _ if before_tls => return None,
        Play::HalfLineStall => Action::Raw(b"250 half a li".to_vec()),
        Play::HugeLine => Action::Raw([b"250 ".as_slice(), &vec![b'x'; 70_000], b"\r\n"].concat()),
        Play::Endless => Action::Raw(b"250-and so on\r\n".repeat(5_000)),
        Play::WrongClass if point.proper.starts_with('2') => Action::Reply("354 go on".to_owned()),
        Play::WrongClass => Action::Reply("250 ok".to_owned()),
        Play::Later => Action::Reply("451 4.3.0 Local error, try again later".to_owned()),
        Play::AnswerClose if asked => Action::ReplyThenClose(point.proper.to_owned()),
        Play::TwoReplies => Action::ExtraReply("250 2.0.0 and another".to_owned()),
        Play::Drip => Action::Drip(Duration::from_millis(1)),
        Play::LongLine if asked => proper_with(point, &[b' '; 2_000]),
        Play::OddBytes if asked => proper_with(point, b" caf\xe9 \x00 \x1b[31m \xff"),
        Play::AnswerClose | Play::LongLine | Play::OddBytes => return None,
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Accepted,
    NotSent(S, K),
    Unknown(S, K),
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted => f.write_str("accepted"),
            Self::NotSent(stage, kind) => write!(f, "{kind} at {stage}"),
            Self::Unknown(stage, kind) => write!(f, "**unknown**: {kind} at {stage}"),
        }
    }
}

impl From<&Result<Receipt, Error>> for Verdict {
    fn from(result: &Result<Receipt, Error>) -> Self {
        match result {
            Ok(_) => Self::Accepted,
            Err(e) if e.outcome() == ite_mailer::Outcome::Unknown => Self::Unknown(e.stage(), e.kind()),
            Err(e) => Self::NotSent(e.stage(), e.kind()),
        }
    }
}

/// What is right, whatever the code does.
fn rule(point: Point, play: Play, mode: Mode) -> Verdict {
    let kind = match play {
        // The cut shows as a cut.
        Play::Close | Play::Reset | Play::HalfLineClose | Play::AnswerClose => K::Connect,
        Play::Stall | Play::HalfLineStall => K::Timeout,
        // The server speaks, but not SMTP, or out of step.
        Play::Garbage | Play::HugeLine | Play::Endless | Play::WrongClass | Play::TwoReplies => K::Protocol,
        Play::Later | Play::Leaving => K::TemporaryServerError,
        // Odd, yet an answer (RFC 5321 §4.2 and §4.5.3.1.5).
        Play::Drip | Play::LongLine | Play::OddBytes => return Verdict::Accepted,
    };
    let envelope = matches!(point.step, Step::MailFrom | Step::RcptTo | Step::Recipient(_));
    match (point.step, play) {
        // One reply too many, or two run into one, shifts those behind it until one does not fit.
        (_, Play::TwoReplies) if envelope && mode == Mode::Ahead => Verdict::NotSent(S::Data, kind),
        (Step::Recipient(_), Play::HalfLineStall) if mode == Mode::Ahead => Verdict::NotSent(S::Data, K::Timeout),
        (_, Play::HalfLineStall) if envelope && mode == Mode::Ahead => Verdict::NotSent(S::RcptTo, K::Protocol),
        // The message was written with the envelope, and no refusal came.
        (_, play) if envelope && mode == Mode::ChunkAhead && !matches!(play, Play::Later | Play::Leaving) => {
            Verdict::Unknown(S::FinalReply, kind)
        }
        // The mail is over, one way or the other.
        (Step::Quit, _) => Verdict::Accepted,
        // A kept connection that died is replaced before anybody sees it.
        (Step::MailFrom, Play::Close | Play::Reset | Play::HalfLineClose | Play::Leaving) if point.nth == 2 => {
            Verdict::Accepted
        }
        // Clear text where TLS was to begin: on a TLS port it names the mistake, after STARTTLS it is one line too many.
        (Step::Connect | Step::TlsHandshake, Play::Garbage | Play::Leaving | Play::HalfLineClose)
            if point.stage == S::Tls =>
        {
            let (stage, kind) =
                if point.way.is_implicit() { (S::Tls, K::TlsPlaintextPort) } else { (S::StartTls, K::Protocol) };
            Verdict::NotSent(stage, kind)
        }
        // After STARTTLS the cut comes in the handshake.
        (Step::StartTls, Play::AnswerClose) => Verdict::NotSent(S::Tls, K::Connect),
        // The sandbox gives its AUTH fault before the verdict, so the fault is the answer.
        (Step::Auth, Play::TwoReplies) => Verdict::NotSent(S::Auth, K::Protocol),
        // One recipient's refusal is that recipient's: the other gets the mail.
        (Step::RcptTo | Step::Recipient(_), Play::Later) => Verdict::Accepted,
        // With the envelope unanswered before, the one too many may be any of them.
        (Step::FinalReply, Play::TwoReplies) if mode == Mode::ChunkAhead => Verdict::Unknown(S::FinalReply, kind),
        // The answer is read and counts; what follows concerns the next mail only (RFC 5321 §4.2.5).
        (Step::FinalReply, Play::AnswerClose | Play::TwoReplies) => Verdict::Accepted,
        (Step::FinalReply, Play::Later | Play::Leaving) => Verdict::NotSent(S::FinalReply, kind),
        (Step::FinalReply, _) => Verdict::Unknown(S::FinalReply, kind),
        // A server that stops answering inside the body still reads, so the silence shows behind the end mark.
        (Step::Body(_), Play::Stall) => Verdict::Unknown(S::FinalReply, K::Timeout),
        // Nothing was asked, so half a word is one too many.
        (Step::Body(_), Play::HalfLineStall) => Verdict::NotSent(S::Data, K::Protocol),
        // The proper answer was read, so it shows at the next step.
        (_, Play::AnswerClose | Play::TwoReplies) => Verdict::NotSent(point.next, kind),
        _ => Verdict::NotSent(point.stage, kind),
    }
}

/// Plays one case; what was right or wrong about it.
async fn play(point: Point, play: Play, mode: Mode, action: Action) -> (Verdict, Result<(), String>) {
    let stalls = matches!(play, Play::Stall | Play::HalfLineStall);
    let deadline = if stalls { Duration::from_secs(2) } else { AMPLE };
    let sandbox = point.way.sandbox().start().await.unwrap();
    let mut gateway = point.way.gateway(&sandbox, deadline).pipelining(mode.pipelines()).chunking(mode.chunks());
    if point.step == Step::Quit {
        gateway = gateway.mails_per_connection(1);
    }
    let rig = Rig { mailer: SmtpMailer::new(gateway.build().unwrap()).unwrap(), sandbox };
    rig.sandbox.script().fault(Fault::new(point.step, action).nth(point.nth));
    if point.name == "idle" {
        rig.next_gets_through().await.unwrap();
    }
    let size = match point.step {
        // Too large to go with the envelope.
        Step::Body(_) if mode == Mode::ChunkAhead => 1_500_000,
        Step::Body(_) => 300_000,
        _ => 20_000,
    };
    let mail = mail("the mail", size, &["one@example.org", "two@example.org"]);
    let result = rig.send(&mail).await;
    let verdict = Verdict::from(&result);
    let check = async {
        let right = rule(point, play, mode);
        if verdict != right {
            return Err(format!("{verdict}, not {right}: {result:?}"));
        }
        rig.next_gets_through().await?;
        let (least, most) = match verdict {
            Verdict::Accepted => (1, 1),
            Verdict::NotSent(..) => (0, 0),
            Verdict::Unknown(..) => (0, 1),
        };
        match rig.arrived(&mail) {
            n if (least..=most).contains(&n) => Ok(()),
            n => Err(format!("{verdict}, and it arrived {n} times")),
        }
    };
    (verdict, check.await)
}

fn print(mode: Mode, cells: &BTreeMap<(usize, Play), Verdict>) {
    let heads: Vec<String> = PLAYS.iter().map(|play| format!("{play:?}")).collect();
    println!("\n{mode:?}\n\n| | {} |\n|---{}|", heads.join(" | "), "|---".repeat(PLAYS.len()));
    for (row, point) in POINTS.iter().enumerate() {
        let cell = |play: &Play| cells.get(&(row, *play)).map_or_else(String::new, Verdict::to_string);
        println!("| {} | {} |", point.name, PLAYS.iter().map(cell).collect::<Vec<_>>().join(" | "));
    }
}

async fn matrix(mode: Mode) {
    let mut cases = POINTS
        .iter()
        .enumerate()
        // A chunk is offered and ended by one command, whose answer is the final reply.
        .filter(|(_, point)| !(mode.chunks() && point.step == Step::Data))
        .flat_map(|(row, point)| PLAYS.iter().map(move |p| (row, *point, *p)))
        .filter_map(|(row, point, p)| action(point, p).map(|action| (row, point, p, action)))
        .collect::<Vec<_>>();
    let total = cases.len();
    let (mut running, mut cells, mut wrong) = (JoinSet::new(), BTreeMap::new(), Vec::new());
    loop {
        while running.len() < 16
            && let Some((row, point, p, action)) = cases.pop()
        {
            running.spawn(async move { (row, point, p, play(point, p, mode, action).await) });
        }
        let Some(done) = running.join_next().await else { break };
        let (row, point, p, (verdict, check)) = done.unwrap();
        cells.insert((row, p), verdict);
        if let Err(what) = check {
            wrong.push(format!("{} × {p:?}: {what}", point.name));
        }
    }
    print(mode, &cells);
    assert_eq!(cells.len(), total);
    assert!(wrong.is_empty(), "{mode:?}, {} of {total} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn every_fault_at_every_step_is_told_rightly() {
    matrix(Mode::InTurn).await;
}

#[tokio::test]
async fn every_fault_at_every_step_is_told_rightly_with_chunking() {
    matrix(Mode::Chunk).await;
}

#[tokio::test]
async fn every_fault_at_every_step_is_told_rightly_with_pipelining() {
    matrix(Mode::Ahead).await;
}

#[tokio::test]
async fn every_fault_at_every_step_is_told_rightly_with_both() {
    matrix(Mode::ChunkAhead).await;
}

#[tokio::test]
async fn a_port_nobody_listens_on_is_told_and_tried_again() {
    let sandbox = SmtpSandbox::start().await.unwrap();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap();
    drop(listener);
    let gateway = crate::smtp::gateway(&sandbox).host("127.0.0.1").port(port.port());
    let gateway = gateway.timeouts(Timeouts::default().all_steps(AMPLE)).max_connections(1).build().unwrap();
    let rig = Rig { mailer: SmtpMailer::new(gateway).unwrap(), sandbox };
    let first = mail("refused", 10, &["one@example.org"]);
    let error = rig.mailer.send(&first).await.unwrap_err();
    let told = (error.outcome(), error.stage(), error.kind());
    assert_eq!(told, (ite_mailer::Outcome::NotSent, S::Connect, K::Connect), "{error}");
    // Now somebody does.
    let listener = TcpListener::bind(port).await.unwrap();
    let far = (rig.sandbox.host(), rig.sandbox.port());
    let forward = tokio::spawn(async move {
        let (mut near, _) = listener.accept().await.unwrap();
        let mut far = tokio::net::TcpStream::connect(far).await.unwrap();
        tokio::io::copy_bidirectional(&mut near, &mut far).await
    });
    rig.next_gets_through().await.unwrap();
    assert_eq!(rig.arrived(&first), 0);
    forward.abort();
}
