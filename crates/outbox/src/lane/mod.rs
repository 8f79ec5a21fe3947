//! A lane: one customer's gateway, owned by one process at a time.

mod claim;
mod lease;
mod pause;
mod recover;
mod release;
mod settle;
mod verdict;

pub(crate) use claim::{Claimed, claim, unclaim};
pub(crate) use lease::{Taken, has_due, is_waiting, milliseconds, recent_attempts, renew, take};
pub(crate) use pause::{FOREVER, clear_failures, pause};
pub(crate) use recover::recover;
pub(crate) use release::release;
pub(crate) use settle::{Ended, Settlement, settle};
pub(crate) use verdict::{LaneEffect, back_off_lane, has_reached_server, verdict};

/// Names an owner's right to a lane: the process, and the fence that rises with every change of owner.
#[derive(Clone, Debug)]
pub(crate) struct Ownership {
    pub(crate) lane: String,
    pub(crate) owner: String,
    pub(crate) fence: i64,
}
