//! Worker processes: this program once more.

use crate::lanes::{LANES, Lanes};
use ite_mailer::{Security, SmtpGateway};
use ite_mailer_outbox::{GatewaySource, GatewaySourceError, Outbox, Worker};
use rustix::process::{Pid, Signal, kill_process};
use std::{io::Read, process::Stdio, time::Duration};
use tokio::process::{Child, Command};

pub const LEASE: Duration = Duration::from_secs(6);

pub struct Workers {
    children: Vec<Child>,
    environment: Vec<(String, String)>,
}

impl Workers {
    pub fn start(number: usize, url: &str, lanes: &Lanes) -> Self {
        let mut environment = vec![("SOAK_URL".to_owned(), url.to_owned())];
        for (name, server) in &lanes.servers {
            environment.push((format!("SOAK_PORT_{name}"), server.plain_port().unwrap().to_string()));
        }
        let children = (0..number).map(|_| spawn(&environment)).collect();
        Self { children, environment }
    }

    pub fn len(&self) -> usize {
        self.children.len()
    }

    fn signal(&self, worker: usize, signal: Signal) {
        if let Some(id) = self.children[worker].id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw) {
            let _ = kill_process(id, signal);
        }
    }

    /// `SIGKILL`, and another in its place.
    pub async fn kill(&mut self, worker: usize) {
        self.signal(worker, Signal::KILL);
        self.children[worker].wait().await.unwrap();
        self.children[worker] = spawn(&self.environment);
    }

    pub fn stop(&self, worker: usize) {
        self.signal(worker, Signal::STOP);
    }

    pub fn go_on(&self, worker: usize) {
        self.signal(worker, Signal::CONT);
    }

    pub fn wake_all(&self) {
        (0..self.len()).for_each(|worker| self.go_on(worker));
    }

    /// In order: their standard input ends.
    pub async fn stop_all(&mut self) {
        for child in &mut self.children {
            drop(child.stdin.take());
        }
        for child in &mut self.children {
            assert!(child.wait().await.unwrap().success(), "a worker ended with an error");
        }
    }
}

fn spawn(environment: &[(String, String)]) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .arg("worker")
        .envs(environment.iter().cloned())
        .stdin(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// What a worker process does.
pub async fn work() {
    let url = std::env::var("SOAK_URL").unwrap();
    // The database may be restarting.
    let outbox = loop {
        match Outbox::connect(&url).await {
            Ok(outbox) => break outbox,
            Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    };
    loop {
        let worker = Worker::builder(outbox.clone(), Customers).lease(LEASE).turn(Duration::from_secs(3)).lanes(3);
        let stdin_ends = async {
            let _ = tokio::task::spawn_blocking(|| std::io::stdin().read(&mut [0])).await;
        };
        match worker.build().run_until(stdin_ends).await {
            Ok(()) => return,
            Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    }
}

#[derive(Debug)]
struct Customers;

#[async_trait::async_trait]
impl GatewaySource for Customers {
    async fn gateway(&self, lane: &str) -> Result<Option<SmtpGateway>, GatewaySourceError> {
        let Some((_, connections, per_minute, _)) = LANES.into_iter().find(|known| known.0 == lane) else {
            return Ok(None);
        };
        let builder = SmtpGateway::builder()
            .host("127.0.0.1")
            .port(std::env::var(format!("SOAK_PORT_{lane}"))?.parse()?)
            .security(Security::PlaintextLoopback)
            .authentication(false)
            .max_connections(connections);
        let builder = if per_minute > 0 { builder.mails_per_minute(per_minute) } else { builder };
        Ok(Some(builder.build()?))
    }
}
