//! The faults, where they happen, and the expected results.

use crate::support::{Mode, Way};
use ite_mailer::{
    Error, ErrorKind as K, Outcome, Receipt, Stage as S,
    sandbox::{Action, SmtpStep},
};
use std::{fmt, time::Duration};

/// Where a fault happens: the step, the kind of connection, and the stage of the expected error.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) name: &'static str,
    pub(super) way: Way,
    pub(super) step: SmtpStep,
    pub(super) nth: usize,
    pub(super) stage: S,
    /// The stage of an error that is noticed at the next command.
    next: S,
    /// The correct reply, as far as it matters.
    proper: &'static str,
}

const fn point(name: &'static str, way: Way, step: SmtpStep, stage: S, next: S, proper: &'static str) -> Point {
    Point { name, way, step, nth: 1, stage, next, proper }
}

const fn again(mut point: Point) -> Point {
    point.nth = 2;
    point
}

use Way::{StartTlsLogin as Login, StartTlsPlain as Plain, TlsPlain as Tls};

/// In the order of a session.
#[rustfmt::skip]
pub(super) const POINTS: &[Point] = &[
    point("connect", Plain, SmtpStep::Connect, S::Greeting, S::Ehlo, ""),
    point("connect (implicit TLS)", Tls, SmtpStep::Connect, S::Tls, S::Greeting, ""),
    point("TLS hello (implicit TLS)", Tls, SmtpStep::TlsHandshake, S::Tls, S::Greeting, ""),
    point("greeting", Plain, SmtpStep::Greeting, S::Greeting, S::Ehlo, "220 ready"),
    point("greeting (implicit TLS)", Tls, SmtpStep::Greeting, S::Greeting, S::Ehlo, "220 ready"),
    point("EHLO", Plain, SmtpStep::Ehlo, S::Ehlo, S::StartTls, "250-localhost\n250 STARTTLS"),
    point("EHLO (implicit TLS)", Tls, SmtpStep::Ehlo, S::Ehlo, S::Auth, "250-localhost\n250 AUTH PLAIN"),
    point("STARTTLS", Plain, SmtpStep::StartTls, S::StartTls, S::StartTls, "220 go"),
    point("TLS hello", Plain, SmtpStep::TlsHandshake, S::Tls, S::Ehlo, ""),
    point("second EHLO", Plain, SmtpStep::Ehlo2, S::Ehlo, S::Auth, "250-localhost\n250 AUTH PLAIN"),
    point("AUTH", Plain, SmtpStep::Auth, S::Auth, S::MailFrom, ""),
    point("login name", Login, SmtpStep::AuthContinue, S::Auth, S::Auth, "334 VXNlcm5hbWU6"),
    again(point("password", Login, SmtpStep::AuthContinue, S::Auth, S::Auth, "334 UGFzc3dvcmQ6")),
    point("sign-in", Plain, SmtpStep::SignIn, S::Auth, S::MailFrom, "235 welcome"),
    point("sign-in (LOGIN)", Login, SmtpStep::SignIn, S::Auth, S::MailFrom, "235 welcome"),
    point("MAIL", Plain, SmtpStep::MailFrom, S::MailFrom, S::RcptTo, "250 sender ok"),
    point("RCPT", Plain, SmtpStep::RcptTo, S::RcptTo, S::RcptTo, "250 recipient ok"),
    point("second RCPT", Plain, SmtpStep::Recipient(2), S::RcptTo, S::Data, "250 recipient ok"),
    point("DATA", Plain, SmtpStep::Data, S::Data, S::Data, "354 go on"),
    point("body", Plain, SmtpStep::Body(1_000), S::Data, S::Data, ""),
    point("body (implicit TLS)", Tls, SmtpStep::Body(70_000), S::Data, S::Data, ""),
    point("final reply", Plain, SmtpStep::FinalReply, S::FinalReply, S::MailFrom, "250 queued"),
    point("final reply (implicit TLS)", Tls, SmtpStep::FinalReply, S::FinalReply, S::MailFrom, "250 queued"),
    again(point("idle", Plain, SmtpStep::MailFrom, S::MailFrom, S::RcptTo, "250 sender ok")),
    point("QUIT", Plain, SmtpStep::Quit, S::FinalReply, S::FinalReply, "221 bye"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Play {
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
    ByteASecond,
    LongLine,
    OddBytes,
}

pub(super) const PLAYS: &[Play] = &[
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
    Play::ByteASecond,
    Play::LongLine,
    Play::OddBytes,
];

/// The correct reply with this after the text of its last line.
fn proper_with(point: Point, tail: &[u8]) -> Action {
    Action::Raw([point.proper.replace('\n', "\r\n").as_bytes(), tail, b"\r\n"].concat())
}

/// The corresponding point in a mode that has other steps.
pub(super) fn in_mode(mut point: Point, mode: Mode) -> Point {
    if point.step == SmtpStep::Data && mode.chunks() {
        // With BDAT the reply to the command is the final reply.
        (point.stage, point.next, point.proper) = (S::FinalReply, S::MailFrom, "250 queued");
    }
    point
}

/// The server's action, or why the case is impossible.
pub(super) fn action(point: Point, play: Play) -> Result<Action, &'static str> {
    const IN_CLEAR: &str = "whatever comes in clear where TLS is to begin is alike, see Garbage";
    const AS_GREETING: &str = "the first words are the greeting, see there";
    const UNASKED: &str = "nothing was asked, so there is no proper answer to bend";
    const SIGN_IN: &str = "the proper answer to the command is the verdict, see sign-in";
    let asked = !point.proper.is_empty();
    Ok(match play {
        Play::Close => Action::Close,
        Play::Reset => Action::Reset,
        // A reply that begins with 421 ends the connection.
        Play::HalfLineClose => Action::Raw(b"421 half a li".to_vec()),
        Play::Stall => Action::Stall,
        Play::Garbage => Action::Garbage,
        Play::Leaving => Action::Reply("421 4.3.2 Shutting down".to_owned()),
        _ if point.step == SmtpStep::TlsHandshake || (point.step == SmtpStep::Connect && point.way.is_implicit()) => {
            return Err(IN_CLEAR);
        }
        _ if point.step == SmtpStep::Connect => return Err(AS_GREETING),
        Play::HalfLineStall => Action::Raw(b"250 half a li".to_vec()),
        Play::HugeLine => Action::Raw([b"250 ".as_slice(), &vec![b'x'; 70_000], b"\r\n"].concat()),
        Play::Endless => Action::Raw(b"250-and so on\r\n".repeat(5_000)),
        Play::WrongClass if point.proper.starts_with('2') => Action::Reply("354 go on".to_owned()),
        Play::WrongClass => Action::Reply("250 ok".to_owned()),
        Play::Later => Action::Reply("451 4.3.0 Local error, try again later".to_owned()),
        Play::TwoReplies => Action::ExtraReply("250 2.0.0 and another".to_owned()),
        _ if point.step == SmtpStep::Auth => return Err(SIGN_IN),
        _ if !asked => return Err(UNASKED),
        Play::AnswerClose => Action::ReplyThenClose(point.proper.to_owned()),
        Play::Drip => Action::Drip(Duration::from_millis(1)),
        Play::ByteASecond => Action::Drip(Duration::from_secs(1)),
        Play::LongLine => proper_with(point, &[b' '; 2_000]),
        Play::OddBytes => proper_with(point, b" caf\xe9 \x00 \x1b[31m \xff"),
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
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
            Err(e) if e.outcome() == Outcome::Unknown => Self::Unknown(e.stage(), e.kind()),
            Err(e) => Self::NotSent(e.stage(), e.kind()),
        }
    }
}

/// The expected result.
pub(super) fn rule(point: Point, play: Play, mode: Mode) -> Verdict {
    let step =
        if point.stage == S::FinalReply && point.step == SmtpStep::Data { SmtpStep::FinalReply } else { point.step };
    let kind = match play {
        // A lost connection is reported as one.
        Play::Close | Play::Reset | Play::HalfLineClose | Play::AnswerClose => K::Connect,
        Play::Stall | Play::HalfLineStall | Play::ByteASecond => K::Timeout,
        // The server speaks, but not SMTP, or out of step.
        Play::Garbage | Play::HugeLine | Play::Endless | Play::WrongClass | Play::TwoReplies => K::Protocol,
        Play::Later | Play::Leaving => K::TemporaryServerError,
        // Odd, yet an answer (RFC 5321 §4.2 and §4.5.3.1.5).
        Play::Drip | Play::LongLine | Play::OddBytes => return Verdict::Accepted,
    };
    let envelope = matches!(step, SmtpStep::MailFrom | SmtpStep::RcptTo | SmtpStep::Recipient(_));
    match (step, play) {
        // An extra reply, or two in one line, shifts the following replies until one does not fit its command.
        (_, Play::TwoReplies) if envelope && mode == Mode::Pipelining => Verdict::NotSent(S::Data, kind),
        (SmtpStep::Recipient(_), Play::HalfLineStall) if mode == Mode::Pipelining => {
            Verdict::NotSent(S::Data, K::Timeout)
        }
        (_, Play::HalfLineStall) if envelope && mode == Mode::Pipelining => Verdict::NotSent(S::RcptTo, K::Protocol),
        // The message was written with the envelope, and no refusal came.
        (_, play) if envelope && mode == Mode::PipelinedChunk && !matches!(play, Play::Later | Play::Leaving) => {
            Verdict::Unknown(S::FinalReply, kind)
        }
        // After the end of the mail.
        (SmtpStep::Quit, _) => Verdict::Accepted,
        // A kept connection that ends before a byte of the message is written is replaced.
        (SmtpStep::MailFrom, Play::Close | Play::Reset | Play::HalfLineClose | Play::Leaving | Play::AnswerClose)
            if point.nth == 2 =>
        {
            Verdict::Accepted
        }
        // Clear text instead of a TLS handshake: on a TLS port it is a plain-text port, after STARTTLS an extra line.
        (SmtpStep::Connect | SmtpStep::TlsHandshake, Play::Garbage | Play::Leaving | Play::HalfLineClose)
            if point.stage == S::Tls =>
        {
            let (stage, kind) =
                if point.way.is_implicit() { (S::Tls, K::TlsPlaintextPort) } else { (S::StartTls, K::Protocol) };
            Verdict::NotSent(stage, kind)
        }
        // After STARTTLS the connection is lost in the handshake.
        (SmtpStep::StartTls, Play::AnswerClose) => Verdict::NotSent(S::Tls, K::Connect),
        // The sandbox plays a fault at AUTH before its reply, so the fault is read as the reply.
        (SmtpStep::Auth, Play::TwoReplies) => Verdict::NotSent(S::Auth, K::Protocol),
        // Only one recipient is refused: the other gets the mail.
        (SmtpStep::RcptTo | SmtpStep::Recipient(_), Play::Later) => Verdict::Accepted,
        // The replies to the envelope come in the same burst, so any of them may be the extra one.
        (SmtpStep::FinalReply, Play::TwoReplies) if mode == Mode::PipelinedChunk => {
            Verdict::Unknown(S::FinalReply, kind)
        }
        // The final reply counts; what follows it concerns the next mail only (RFC 5321 §4.2.5).
        (SmtpStep::FinalReply, Play::AnswerClose | Play::TwoReplies) => Verdict::Accepted,
        (SmtpStep::FinalReply, Play::Later | Play::Leaving) => Verdict::NotSent(S::FinalReply, kind),
        (SmtpStep::FinalReply, _) => Verdict::Unknown(S::FinalReply, kind),
        // The server still reads after it stops replying, so the timeout comes after the end mark.
        (SmtpStep::Body(_), Play::Stall) => Verdict::Unknown(S::FinalReply, K::Timeout),
        // No reply is due inside the body, so a partial line is unsolicited.
        (SmtpStep::Body(_), Play::HalfLineStall) => Verdict::NotSent(S::Data, K::Protocol),
        // The correct reply was read first, so the fault is noticed at the next step.
        (_, Play::AnswerClose | Play::TwoReplies) => Verdict::NotSent(point.next, kind),
        _ => Verdict::NotSent(point.stage, kind),
    }
}
