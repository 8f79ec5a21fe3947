//! Words less specific than an enhanced code: refusals without a reason, and temporary errors.

use super::super::{
    concept::Concept::*,
    table::{If::*, Row, rows, *},
};

#[rustfmt::skip]
pub(in crate::error::classify) const ROWS: &[Row] = rows! {
    C; [Is(Client), Class(5)] => IpNotAuthorized, IfTransient;
    D; [Near(Service, Absent), Is(Temporary)] => TemporaryServerError, Later;
    C | F | R | D; [Is(Vague), Class(5), Lacks(User), Lacks(Denied), Lacks(Recipient), Lacks(Content), Lacks(Blocked)] => Other, Never;
    // RFC 5321 §4.2.3: 450 is a mailbox that is busy or blocked for now.
    R; [Near(User, Absent), Class(4)] => TemporaryServerError, Usual;
    R | D; [Near(User, Absent), Is(Later)] => TemporaryServerError, Later;
    R; [Near(Address, Absent)] => RecipientUnknown, IfSaid;
    F; [Is(Unqualified), Lacks(Sender)] => MessageMalformed, Never;
    F; [Is(Relay)] => RelayDenied, Never;
    F; [Is(Policy)] => ContentRejected, IfTransient;
    F; [Is(Sender)] => SenderNotAllowed, IfTransient;
    R; [Is(Disabled)] => RecipientRejected, IfSaid;
    F; [Is(Disabled), Lacks(Ip)] => AccountSuspendedOrNotActivated, Never;
    R | D; [Near(User, Absent)] => RecipientUnknown, IfSaid;
    F; [Is(Activate)] => AccountSuspendedOrNotActivated, Never;
    F; [Near(User, Absent)] => SenderNotAllowed, Never;
    D; [Is(Activate), Class(5), Lacks(Spam), Lacks(Content), Lacks(Blocked), Lacks(Policy), Lacks(Recipient)] => AccountSuspendedOrNotActivated, Never;
    D; [Is(Internal)] => TemporaryServerError, Usual;
    D; [Near(Message, Denied)] => ContentRejected, IfTransient;
    D; [Near(Message, Blocked)] => ContentRejected, IfTransient;
    D; [NearNegated(Message, Allowed)] => ContentRejected, IfTransient;
    D; [Near(Domain, Unknown), Lacks(Sender), Lacks(SenderAuth), Lacks(Content)] => RecipientUnknown, IfTransient;
    D; [Near(Address, Denied)] => RecipientRejected, IfTransient;
    D; [Is(Content)] => ContentRejected, IfTransient;
    D; [Is(Denied), Code(&[552])] => ContentRejected, IfTransient;
    D; [Negated(Recipient)] => RecipientRejected, IfTransient;
    // "Host blocked", "see …?ip=…" mean the client if no recipient is mentioned.
    R; [Is(Relay)] => RelayDenied, Never;
    R; [Near(Host, Blocked), Lacks(User), Lacks(Recipient), Lacks(Address), Lacks(Domain)] => IpNotAuthorized, IfTransient;
    R; [Is(IpLink), Lacks(User), Lacks(Recipient)] => IpNotAuthorized, IfTransient;
    R; [Is(Client), Lacks(User), Lacks(Recipient)] => IpNotAuthorized, IfTransient;
    R; [Is(Policy)] => ContentRejected, IfTransient;
    R; [Near(Filter, Exceeded)] => ContentRejected, IfTransient;
    C | F | R; [Is(Exceeded), Lacks(User), Lacks(Internal), Lacks(Unavailable)] => RateLimited, Usual;
    R; [Is(Denied)] => RecipientRejected, IfTransient;
    R; [Is(Blocked)] => RecipientRejected, IfTransient;
    F | D; [Negated(Sender)] => SenderNotAllowed, IfTransient;
    // "Not our user", "no mailbox": a bare negation means that the recipient does not exist.
    R; [Negated(Sender), Code(&[503])] => Other, Never;
    R; [Negated(Receive)] => RecipientRejected, IfSaid;
    R; [Negated(Exist)] => RecipientUnknown, IfTransient;
    R; [Negated(User)] => RecipientUnknown, IfTransient;
    R; [Negated(Recipient)] => RecipientUnknown, IfTransient;
    R; [Negated(Address)] => RecipientUnknown, IfTransient;
    ANY; [Is(Later), Lacks(Permanent)] => TemporaryServerError, Usual;
    F; [Is(Unavailable)] => TemporaryServerError, IfTransient;
    ANY; [Is(Unavailable)] => TemporaryServerError, Usual;
    ANY; [Is(Internal)] => TemporaryServerError, Usual;
    F | R | D; [Is(Vague)] => Other, IfTransient;
};

/// A word names the subject, and no word says what is wrong with it.
#[rustfmt::skip]
pub(in crate::error::classify) const GUESSES: &[Row] = rows! {
    D; [Is(Form), Lacks(Content), Class(5)] => MessageMalformed, Never;
    D; [Is(Recipient), Code(&[0, 550, 551, 552, 553, 554, 571])] => RecipientRejected, IfSaid;
};
