//! A real Chromium, driven over WebDriver. Without one the tests say so and pass; with `CI=true` they fail.

mod abuse;
mod consent;
mod driver;
mod inbox;
mod page;
mod trouble;
mod walks;
