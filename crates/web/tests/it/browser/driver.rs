//! chromedriver as a child process.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

/// How long the driver may take to end its browser.
const SHUTDOWN: Duration = Duration::from_secs(10);

/// A running driver; dropping it ends it and its browser, also where a test fails.
pub(super) struct Driver {
    child: Child,
    pub(super) port: u16,
}

/// A program of this name on the `PATH`.
pub(super) fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

impl Driver {
    /// Starts the driver and reads its port. Another process may take the port between its choice and its use, so it is
    /// started again then.
    pub(super) fn start(program: &Path) -> Self {
        (0..3).find_map(|_| Self::attempt(program)).expect("chromedriver does not say its port")
    }

    fn attempt(program: &Path) -> Option<Self> {
        let mut command = Command::new(program);
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = lines
            .find_map(|line| line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok());
        let Some(port) = port else {
            let _ = child.wait();
            return None;
        };
        // Read on, or the driver would block on a full pipe.
        thread::spawn(move || lines.for_each(drop));
        Some(Self { child, port })
    }

    /// Chromium is a child of the driver and would outlive it if the driver were killed.
    fn shut_down(&self) -> std::io::Result<usize> {
        let mut tcp = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        tcp.set_read_timeout(Some(SHUTDOWN))?;
        tcp.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")?;
        tcp.read(&mut [0])
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if self.shut_down().is_err() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}
