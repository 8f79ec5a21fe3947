//! Tests of the catalogue: its rows, what it suggests, what it says about secrets, and its JSON.

mod form;
mod rows;
mod suggest;
