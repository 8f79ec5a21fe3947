//! A real Chromium, driven over WebDriver. Without one the tests say so and pass; with `CI` set they fail.

mod abuse;
mod consent;
mod copies;
mod driver;
mod inbox;
mod no_script;
mod page;
mod repeats;
mod screens;
mod session;
mod trouble;
mod walks;
