//! One chromedriver for each test, with a fresh profile; ended by its process id.

use fantoccini::{Client, ClientBuilder, Locator, wd::WebDriverCompatibleCommand};
use serde_json::{Value, json};
use std::{
    io::Write as _,
    path::PathBuf,
    process::Stdio,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    sync::{Semaphore, SemaphorePermit},
};

/// As many at once as a small machine bears.
static BROWSERS: Semaphore = Semaphore::const_new(2);
static PROFILES: AtomicUsize = AtomicUsize::new(0);
/// No wait of a test is longer.
pub(super) const LIMIT: Duration = Duration::from_secs(20);

/// A browser; `close` ends it in order, dropping it ends it by force.
pub(super) struct Browser {
    pub(super) client: Client,
    /// Kept so that the driver ends with the test.
    driver: Child,
    profile: PathBuf,
    _permit: SemaphorePermit<'static>,
}

/// How a browser is set up.
#[derive(Clone, Copy, Default)]
pub(super) struct Setup {
    pub(super) without_javascript: bool,
    pub(super) phone: bool,
    pub(super) dark: bool,
}

fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

type Lines = tokio::io::Lines<BufReader<tokio::process::ChildStdout>>;

/// Starts the driver and reads its port. On a busy machine it may lose the port it has picked, and is started again.
async fn start(program: &std::path::Path) -> (Child, Lines, String) {
    for _ in 0..3 {
        let mut command = Command::new(program);
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        let mut driver = command.spawn().unwrap();
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                return (driver, lines, port.trim_end_matches('.').to_owned());
            }
        }
    }
    panic!("chromedriver does not say its port");
}

/// `None` where there is no browser. `println!` of a passing test is not shown, so this is written past it.
pub(super) async fn browser(setup: Setup) -> Option<Browser> {
    let (Some(driver), Some(chromium)) =
        (find(&["chromedriver"]), find(&["chromium", "chromium-browser", "google-chrome"]))
    else {
        assert!(std::env::var("CI").is_err_and(|_| true), "CI wants chromium and chromium-driver");
        let name = std::thread::current().name().unwrap_or("a browser test").to_owned();
        let _ = writeln!(std::io::stderr(), "SKIPPED, no chromium and chromedriver: {name}");
        return None;
    };
    let permit = BROWSERS.acquire().await.unwrap();
    let (driver, mut lines, port) = start(&driver).await;
    // Read on, or the driver would block on a full pipe.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    let number = PROFILES.fetch_add(1, Ordering::Relaxed);
    let profile = std::env::temp_dir().join(format!("ite-mailer-web-{}-{number}", std::process::id()));
    let size = if setup.phone { "390,844" } else { "1100,900" };
    let mut arguments = vec![
        "--headless=new".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-gpu".to_owned(),
        "--hide-scrollbars".to_owned(),
        "--disable-background-networking".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-sync".to_owned(),
        "--disable-component-update".to_owned(),
        format!("--window-size={size}"),
        format!("--user-data-dir={}", profile.display()),
    ];
    if setup.dark {
        arguments.push("--blink-settings=preferredColorScheme=0".to_owned());
    }
    let mut options = json!({ "binary": chromium, "args": arguments });
    if setup.phone {
        options["mobileEmulation"] = json!({ "deviceMetrics": { "width": 390, "height": 844, "pixelRatio": 2.0 } });
    }
    if setup.without_javascript {
        options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
    }
    let mut capabilities = serde_json::Map::new();
    capabilities.insert("goog:chromeOptions".to_owned(), options);
    capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
    let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
    builder.capabilities(capabilities);
    let client = tokio::time::timeout(LIMIT, builder.connect(&format!("http://127.0.0.1:{port}")))
        .await
        .expect("the browser starts")
        .expect("a session");
    Some(Browser { client, driver, profile, _permit: permit })
}

impl Browser {
    pub(super) async fn close(mut self) {
        let _ = self.client.clone().close().await;
        let _ = self.driver.start_kill();
        let _ = self.driver.wait().await;
    }

    /// Console messages since the last call; violations of the policy are among them.
    pub(super) async fn console(&self) -> Vec<String> {
        let log = self.client.issue_cmd(ConsoleLog).await.unwrap_or_default();
        let entries = log.as_array().cloned().unwrap_or_default();
        entries.iter().map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    pub(super) async fn wait(&self, css: &str) -> fantoccini::elements::Element {
        let found =
            self.client.wait().at_most(LIMIT).every(Duration::from_millis(50)).for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => element,
            Err(error) => {
                let source = self.client.source().await.unwrap_or_default();
                panic!(
                    "no {css}: {error}; at {:?}: {}",
                    self.client.current_url().await,
                    source.split("<main").nth(1).unwrap_or_default().chars().take(1500).collect::<String>()
                )
            }
        }
    }

    /// Saves the whole page under `target/screenshots`.
    pub(super) async fn shot(&self, name: &str) {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        if let Ok(Value::String(data)) = self.client.issue_cmd(FullPage).await.map(|shot| shot["data"].clone()) {
            std::fs::write(folder.join(format!("{name}.png")), encodify::base64::STANDARD.decode(data).unwrap())
                .unwrap();
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.driver.start_kill();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

#[derive(Debug)]
struct ConsoleLog;

impl WebDriverCompatibleCommand for ConsoleLog {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }
    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}

/// Chromium's own command for a picture of the whole page.
#[derive(Debug)]
struct FullPage;

impl WebDriverCompatibleCommand for FullPage {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }
    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        let command = json!({
            "cmd": "Page.captureScreenshot", "params": { "format": "png", "captureBeyondViewport": true },
        });
        (http::Method::POST, Some(command.to_string()))
    }
}
