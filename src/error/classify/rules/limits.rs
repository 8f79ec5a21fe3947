//! Counts, rates, sizes and quotas.

use super::super::{
    concept::Concept::*,
    table::{If::*, Row, rows, *},
};

#[rustfmt::skip]
pub(in crate::error::classify) const ROWS: &[Row] = rows! {
    D; [Is(FormStrong), Is(TooMany)] => MessageMalformed, Never;
    D; [Near(Form, TooMany)] => MessageMalformed, Never;
    D; [Near(Form, Exceeded), Lacks(Full), Lacks(Rate), Lacks(SenderAuth), Lacks(Virus)] => MessageMalformed, Never;
    ANY; [Near(Connection, Size)] => RateLimited, Usual;
    R; [Is(Recipient), Near(User, Blocked), Is(Attempt)] => RecipientRejected, Never;
    A; [Near(Fast, Login)] => TooManyLoginAttempts, Usual;
    A; [Near(Rate, Login)] => TooManyLoginAttempts, Usual;
    A; [Near(TooMany, Login)] => TooManyLoginAttempts, Usual;
    // Sign-ins before connections: "tentatives de connexion" are sign-ins.
    ANY; [Near(TooMany, Attempt)] => TooManyLoginAttempts, Usual;
    ANY; [Near(Exceeded, Attempt)] => TooManyLoginAttempts, Usual;
    ANY; [Near(Client, Blocked), Is(Day)] => IpNotAuthorized, Later;
    C; [Near(TooMany, Recipients)] => RateLimited, Usual;
    C | F | R; [Near(TooMany, Unauthenticated)] => AuthenticationRequired, Never;
    C | F | R | D; [Near(TooMany, Commands)] => Protocol, IfTransient;
    C | R | D; [Near(TooMany, Unknown)] => RateLimited, Usual;
    ANY; [Near(Concurrent, Connection)] => TooManyConnections, Usual;
    C; [Is(Concurrent), Is(Exceeded)] => TooManyConnections, Usual;
    ANY; [Is(PerConnection), Lacks(Recipients)] => RateLimited, Usual;
    R; [Near(Recipient, Day), Lacks(Recipients), Lacks(Own), Lacks(Sender), Lacks(SendQuota), Lacks(Full), Lacks(Quota)] => RateLimited, Usual;
    F | R | D; [Is(TooLarge), Is(Day), Lacks(Own)] => MessageTooLarge, Never;
    R; [Near(Recipients, Day), Lacks(Full)] => DailyQuotaExceeded, Usual;
    R; [Near(Recipients, ShortTime), Lacks(Full)] => RateLimited, Usual;
    F | R | D; [Near(Own, Disabled), Near(TooMany, Recipients)] => AccountSuspendedOrNotActivated, Never;
    F; [Near(User, Blocked), Near(TooMany, Recipients)] => AccountBlockedOrSuspiciousLogin, Never;
    F | R; [Near(Client, Blocked), Near(TooMany, Recipients)] => IpNotAuthorized, IfTransient;
    R; [Near(TooMany, Recipients), Near(Recipients, Ip), Class(4)] => RateLimited, Usual;
    F | R | D; [Near(Exceeded, Recipients), Code(&[421])] => RateLimited, Usual;
    R; [Near(TooMany, Recipients), Class(4)] => TooManyRecipients, IfTransient;
    R; [Near(Exceeded, Recipients), Near(Recipients, Connection)] => TooManyRecipients, IfTransient;
    ANY; [Near(TooMany, Connection)] => TooManyConnections, Usual;
    ANY; [Near(Exceeded, Connection)] => TooManyConnections, Usual;
    // A rate of spam answered with 5xx: the address is blocked.
    C | F | R | D; [Is(Fast), Is(Spam), Is(Blocked), Class(5)] => IpNotAuthorized, IfTransient;
    F | R | D; [Near(TooMany, Spam), Near(Own, Blocked)] => AccountBlockedOrSuspiciousLogin, Never;
    F | R | D; [Near(Sender, Quota), Near(Quota, Exceeded)] => DailyQuotaExceeded, Usual;
    // Full mailboxes and storage, before sending quotas.
    D; [Is(Full), Near(Message, Size), Near(Size, Exceeded), Lacks(User), Code(&[552])] => MessageTooLarge, Never;
    C | F | D; [Near(Full, Service), Lacks(User), Lacks(Recipient)] => TemporaryServerError, Usual;
    D; [Near(Full, Own)] => AccountSuspendedOrNotActivated, Never;
    R | D; [Is(Full), NearNegated(Address, Exist)] => RecipientUnknown, Never;
    R | D; [Is(Full), Near(User, Unknown)] => RecipientUnknown, Never;
    R | D; [Is(Full), Lacks(Own), Lacks(SendQuota), Near(Full, Disabled)] => RecipientMailboxFull, IfTransient;
    R | D; [Is(Full), Lacks(Own), Lacks(SendQuota), Lacks(Internal)] => RecipientMailboxFull, Later;
    R | D; [Near(User, Room), Lacks(Own), Lacks(Form), Lacks(Denied)] => RecipientMailboxFull, Later;
    R | D; [Near(User, Exceeded), Enhanced(2, 2), Lacks(Own), Lacks(Message)] => RecipientMailboxFull, Later;
    ANY; [Near(Day, Exceeded)] => DailyQuotaExceeded, Usual;
    ANY; [Near(Day, Message), Lacks(Spam), Lacks(Virus), Lacks(Unknown)] => DailyQuotaExceeded, Usual;
    ANY; [Is(PerHour)] => RateLimited, Usual;
    ANY; [Is(Fast)] => RateLimited, Usual;
    ANY; [Near(Rate, Exceeded), Lacks(Spam)] => RateLimited, Usual;
    ANY; [Near(Rate, TooMany)] => RateLimited, Usual;
    ANY; [Near(Policy, Quota)] => RateLimited, Usual;
    R; [Near(User, Exceeded), Lacks(Message), Lacks(Disabled), Lacks(Internal), Lacks(SendQuota)] => RecipientMailboxFull, Later;
    D; [Near(Concurrent, Size), Class(4)] => TemporaryServerError, Usual;
    R | D; [Near(User, Size), Near(User, Exceeded), Lacks(Message), Lacks(Content), Lacks(Own)] => RecipientMailboxFull, Later;
    F | R | D; [Near(Message, Size), Near(Size, Exceeded), Lacks(Form)] => MessageTooLarge, Never;
    F | R | D; [Near(TooMany, Recipients)] => TooManyRecipients, IfTransient;
    F | R | D; [Near(Exceeded, Recipients)] => TooManyRecipients, IfTransient;
    F | R | D; [Near(Size, Form)] => MessageMalformed, Never;
    D; [Near(TooLarge, Form), Lacks(Message)] => MessageMalformed, Never;
    F | R | D; [Is(TooLarge)] => MessageTooLarge, Never;
    F | R | D; [Near(Size, Exceeded), Lacks(Form)] => MessageTooLarge, Never;
    ANY; [Is(SendQuota)] => DailyQuotaExceeded, Usual;
    ANY; [Near(Own, Exceeded), Near(Own, Message)] => DailyQuotaExceeded, Usual;
    C | A | F; [Near(Quota, Exceeded)] => DailyQuotaExceeded, Usual;
    R | D; [Near(Quota, Exceeded), Is(Own)] => DailyQuotaExceeded, Usual;
    R | D; [Is(Quota), Lacks(Own)] => RecipientMailboxFull, Later;
    R | D; [Near(Recipient, Exceeded), Lacks(Message), Lacks(Recipients), Lacks(Unknown), Lacks(Disabled)] => RecipientMailboxFull, Later;
    C | F | R; [Near(TooMany, Failed)] => RateLimited, Usual;
    R | D; [Near(TooMany, Content)] => ContentRejected, Never;
    ANY; [Near(TooMany, Message)] => RateLimited, Usual;
    ANY; [Near(Exceeded, ShortTime)] => RateLimited, Usual;
};
