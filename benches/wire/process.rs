//! Runs the bench in several processes: it starts itself in another role and exchanges lines with it.

use serde_json::Value;
use std::{
    env,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

const PREFIX: &str = "ITE_MAILER_BENCH_";

/// The role of this process; `None` for the main process.
pub(crate) fn role() -> Option<String> {
    env::var(format!("{PREFIX}ROLE")).ok()
}

/// A setting the parent gave.
pub(crate) fn setting(name: &str) -> String {
    env::var(format!("{PREFIX}{name}")).unwrap_or_else(|_| panic!("{PREFIX}{name} is not set"))
}

/// Answers each line of standard input with a line; ends with the parent.
pub(crate) fn serve(mut answer: impl FnMut(&str) -> Value) {
    let mut out = std::io::stdout();
    for command in std::io::stdin().lines() {
        writeln!(out, "{}", answer(command.unwrap().trim())).unwrap();
        out.flush().unwrap();
    }
}

/// A process of ours in another role. It is ended when dropped.
pub(crate) struct Worker {
    role: String,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Worker {
    pub(crate) fn start(role: &str, settings: &[(&str, String)]) -> Self {
        let mut child = Command::new(env::current_exe().unwrap())
            .env(format!("{PREFIX}ROLE"), role)
            .envs(settings.iter().map(|(name, value)| (format!("{PREFIX}{name}"), value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { role: role.to_owned(), child, input, output }
    }

    pub(crate) fn ask(&mut self, command: &str) -> Value {
        writeln!(self.input, "{command}").unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("{} did not answer to \"{command}\"", self.role))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
