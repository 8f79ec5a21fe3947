//! Words that say less than an enhanced code: refusals that name nothing, and faults that pass by themselves.

use super::super::{
    concept::Concept::*,
    table::{If::*, Row, rows, *},
};

#[rustfmt::skip]
pub(in crate::error::classify) const ROWS: &[Row] = rows! {
    C | F | R | D; [Is(Vague), Class(5), Lacks(User), Lacks(Denied)] => Other, Never;
    R | D; [Near(User, Absent), Is(Later)] => TemporaryServerError, Later;
    R; [Near(Address, Absent)] => RecipientUnknown, IfSaid;
    F; [Is(Unqualified), Lacks(Sender)] => MessageMalformed, Never;
    F; [Is(Relay)] => RelayDenied, Never;
    F; [Is(Sender)] => SenderNotAllowed, Never;
    R; [Is(Disabled)] => RecipientRejected, IfSaid;
    F; [Is(Disabled), Lacks(Ip)] => AccountSuspendedOrNotActivated, Never;
    R | D; [Near(User, Absent)] => RecipientUnknown, IfSaid;
    F; [Near(User, Absent)] => SenderNotAllowed, Never;
    D; [Is(Internal), Lacks(Content)] => TemporaryServerError, Usual;
    D; [Near(Message, Denied)] => ContentRejected, ByCode;
    D; [Near(Message, Blocked)] => ContentRejected, ByCode;
    D; [NearNegated(Message, Allowed)] => ContentRejected, ByCode;
    D; [Near(Address, Denied)] => RecipientRejected, IfTransient;
    D; [Is(Content)] => ContentRejected, ByCode;
    // "Host blocked", "see …?ip=…": of the client, where no recipient is named.
    R; [Is(Relay)] => RelayDenied, Never;
    R; [Near(Host, Blocked), Lacks(User), Lacks(Recipient), Lacks(Address)] => IpNotAuthorized, ByCode;
    R; [Is(IpLink), Lacks(User), Lacks(Recipient)] => IpNotAuthorized, ByCode;
    R; [Is(Client), Lacks(User), Lacks(Recipient)] => IpNotAuthorized, ByCode;
    R; [Is(Policy)] => ContentRejected, ByCode;
    R; [Is(Denied)] => RecipientRejected, IfTransient;
    R; [Is(Blocked)] => RecipientRejected, IfTransient;
    F | D; [Negated(Sender)] => SenderNotAllowed, ByCode;
    // "Not our user", "no mailbox": what is denied of a recipient, where nothing else is said, is that it exists.
    R; [Negated(Receive)] => RecipientRejected, IfSaid;
    R; [Negated(Exist)] => RecipientUnknown, IfTransient;
    R; [Negated(User)] => RecipientUnknown, IfTransient;
    R; [Negated(Recipient)] => RecipientUnknown, IfTransient;
    R; [Negated(Address)] => RecipientUnknown, IfTransient;
    ANY; [Is(Later)] => TemporaryServerError, Usual;
    D; [Is(Unavailable)] => TemporaryServerError, Later;
    ANY; [Is(Unavailable)] => TemporaryServerError, IfTransient;
    ANY; [Is(Internal)] => TemporaryServerError, Usual;
    F | R | D; [Is(Vague)] => Other, ByCode;
};
