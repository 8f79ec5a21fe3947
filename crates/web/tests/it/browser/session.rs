//! A browser with a fresh profile.

use super::driver::{Driver, find};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element, wd::WebDriverCompatibleCommand};
use serde_json::{Value, json};
use std::{
    io::Write as _,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Concurrent browsers, for a machine with two cores.
static BROWSERS: Semaphore = Semaphore::const_new(2);
static PROFILES: AtomicUsize = AtomicUsize::new(0);
/// No wait of a test is longer.
pub(super) const LIMIT: Duration = Duration::from_secs(20);
/// How often a condition is looked at.
const EVERY: Duration = Duration::from_millis(25);

/// A browser; dropping it ends it.
pub(super) struct Browser {
    pub(super) client: Client,
    // Fields are dropped in this order: the driver ends before its profile is removed.
    _driver: Driver,
    _profile: Profile,
    _permit: SemaphorePermit<'static>,
}

/// How a browser is set up.
#[derive(Clone, Copy, Default)]
pub(super) struct Setup {
    pub(super) without_javascript: bool,
    pub(super) phone: bool,
    pub(super) dark: bool,
}

/// A folder of this browser alone.
struct Profile(PathBuf);

impl Drop for Profile {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// `None` without a browser, which fails in CI. The message is not captured: `println!` of a passing test would be.
pub(super) async fn browser(setup: Setup) -> Option<Browser> {
    let (Some(driver), Some(chromium)) =
        (find(&["chromedriver"]), find(&["chromium", "chromium-browser", "google-chrome"]))
    else {
        assert!(std::env::var_os("CI").is_none(), "CI wants chromium and chromium-driver");
        let name = std::thread::current().name().unwrap_or("a browser test").to_owned();
        let _ = writeln!(std::io::stderr(), "SKIPPED, no chromium and chromedriver: {name}");
        return None;
    };
    let permit = BROWSERS.acquire().await.unwrap();
    let driver = Driver::start(&driver);
    let number = PROFILES.fetch_add(1, Ordering::Relaxed);
    let profile = Profile(std::env::temp_dir().join(format!("ite-mailer-web-{}-{number}", std::process::id())));
    let mut capabilities = serde_json::Map::new();
    capabilities.insert("goog:chromeOptions".to_owned(), options(setup, &chromium, &profile.0));
    capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
    let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
    builder.capabilities(capabilities);
    let client = tokio::time::timeout(LIMIT, builder.connect(&format!("http://127.0.0.1:{}", driver.port)))
        .await
        .expect("the browser starts")
        .expect("a session");
    Some(Browser { client, _driver: driver, _profile: profile, _permit: permit })
}

fn options(setup: Setup, chromium: &std::path::Path, profile: &std::path::Path) -> Value {
    let size = if setup.phone { "390,844" } else { "1100,900" };
    let mut arguments = vec![
        "--headless=new".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-gpu".to_owned(),
        "--hide-scrollbars".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-extensions".to_owned(),
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
    options
}

impl Browser {
    /// Console messages since the last call; violations of the policy are among them.
    pub(super) async fn console(&self) -> Vec<String> {
        let log = self.client.issue_cmd(ConsoleLog).await.unwrap();
        let entries = log.as_array().cloned().unwrap_or_default();
        entries.iter().map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The element, as soon as it is there.
    pub(super) async fn wait(&self, css: &str) -> Element {
        let found = self.client.wait().at_most(LIMIT).every(EVERY).for_element(Locator::Css(css)).await;
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
        let shot = self.client.issue_cmd(FullPage).await.unwrap();
        let png = encodify::base64::STANDARD.decode(shot["data"].as_str().unwrap()).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), png).unwrap();
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
