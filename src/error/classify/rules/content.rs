//! The content and the structure of the message.

use super::super::{
    concept::Concept::*,
    table::{If::*, Row, rows, *},
};

#[rustfmt::skip]
pub(in crate::error::classify) const ROWS: &[Row] = rows! {
    D; [Near(Content, Denied)] => ContentRejected, IfTransient;
    D | F; [Near(Form, Flawed)] => MessageMalformed, Never;
    D; [Near(Form, Invalid)] => MessageMalformed, Never;
    D; [Near(Form, Denied), Lacks(Sender), Lacks(SenderAuth), Lacks(Spam), Lacks(Address), Lacks(Recipient)] => MessageMalformed, Never;
    D; [Near(Form, Unsupported)] => MessageMalformed, Never;
    D; [Is(Filter)] => ContentRejected, IfTransient;
    D; [Is(Policy)] => ContentRejected, IfTransient;
    F | R; [Is(Spam)] => ContentRejected, IfTransient;
    F | R; [Is(Virus)] => ContentRejected, IfTransient;
};
