//! The recipient.

use super::super::{
    concept::Concept::*,
    table::{If::*, Row, rows, *},
};

#[rustfmt::skip]
pub(in crate::error::classify) const ROWS: &[Row] = rows! {
    R | D; [Near(User, Internal), Is(Later)] => TemporaryServerError, Later;
    R | D; [Near(Recipient, Internal), Lacks(Not), Lacks(Denied), Lacks(Disabled)] => TemporaryServerError, Usual;
    R | D; [Near(User, Blocked), Near(User, Internal)] => TemporaryServerError, Later;
    R | D; [Near(User, Unknown)] => RecipientUnknown, IfTransient;
    R | D; [Near(Recipient, Unknown)] => RecipientUnknown, IfTransient;
    R | D; [Near(Address, Unknown)] => RecipientUnknown, IfTransient;
    R | D; [NearNegated(User, Exist)] => RecipientUnknown, IfTransient;
    R | D; [NearNegated(Recipient, Exist)] => RecipientUnknown, IfTransient;
    R | D; [NearNegated(Address, Exist)] => RecipientUnknown, IfTransient;
    R; [Is(Unqualified)] => RecipientUnknown, Never;
    R; [Is(Unknown)] => RecipientUnknown, IfTransient;
    R | D; [Near(User, Disabled), Near(User, Later)] => RecipientRejected, IfSaid;
    F | R | D; [Is(Later), Class(4), Lacks(Permanent)] => TemporaryServerError, Usual;
    F | R | D; [Is(Internal), Class(4)] => TemporaryServerError, Usual;
    F | R | D; [Near(Service, Denied), Class(4), Lacks(User)] => TemporaryServerError, Usual;
    R; [Near(Address, Form)] => RecipientUnknown, IfTransient;
    R; [Is(Mx), Lacks(Sender)] => RecipientUnknown, IfTransient;
    R | D; [Near(User, Disabled)] => RecipientRejected, IfSaid;
    R | D; [Near(Recipient, Disabled)] => RecipientRejected, IfSaid;
    R | D; [Near(User, Blocked)] => RecipientRejected, IfSaid;
    R | D; [Near(Recipient, Policy)] => RecipientRejected, IfSaid;
    R | D; [Near(User, Policy)] => RecipientRejected, IfSaid;
    R | D; [Near(Recipient, Invalid)] => RecipientUnknown, IfTransient;
    // Exchange Online knows no such recipient (5.4.1, directory-based edge blocking).
    R | D; [Near(Recipient, Denied), Enhanced(4, 1)] => RecipientUnknown, IfTransient;
    R | D; [Near(Recipient, Denied), Enhanced(1, 1)] => RecipientUnknown, IfTransient;
    R | D; [Near(Recipient, Denied)] => RecipientRejected, IfTransient;
    R; [Near(User, Invalid)] => RecipientUnknown, IfTransient;
    R | D; [Near(User, Denied)] => RecipientRejected, IfTransient;
    D; [Near(User, Invalid), Lacks(Own), Lacks(Sender), Lacks(Login)] => RecipientUnknown, IfTransient;
    R; [Near(Recipient, Failed), Class(5)] => RecipientUnknown, IfTransient;
    R; [Near(Address, Invalid)] => RecipientUnknown, IfTransient;
    R; [Near(Domain, Invalid)] => RecipientUnknown, IfTransient;
};
