// Steps of a test as they end, findings while typing, and the copy button. Everything else works without this script.
const step = { ok: "ok", failed: "failed", skipped: "skipped" };

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

function showStep(list, told) {
  const item = element("li", step[told.state] ?? "skipped");
  const sign = element("span", "sign");
  sign.setAttribute("aria-hidden", "true");
  item.append(sign, element("span", "name", told.name), element("span", "status", told.status), element("span", "time", told.time));
  if (told.reply) {
    const reply = element("span", "reply");
    reply.append(element("q", "", told.reply));
    item.append(reply);
  }
  list.append(item);
}

// Not `form.action`: the buttons have that name.
const target = (form) => form.getAttribute("action");

// The form without what would be sent twice, as a browser posts it.
function posted(form, action) {
  const body = new URLSearchParams(new FormData(form));
  body.set("action", action);
  return body;
}

async function follow(address) {
  const url = new URL(address, location.href);
  const answer = await fetch(url, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [old, made] = [document.querySelector(".ms"), page.querySelector(".ms")];
  if (!old || !made) return location.assign(url);
  history.replaceState(null, "", url.pathname + url.search);
  old.replaceWith(made);
  begin();
  const place = document.getElementById(url.hash.slice(1));
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: "start" });
}

async function test(form, action) {
  const progress = document.getElementById("progress");
  const list = element("ol", "checks");
  progress.replaceChildren(element("p", "verdict running", progress.dataset.running), list);
  progress.hidden = false;
  document.getElementById("result")?.remove();
  const answer = await fetch(target(form), {
    method: "POST",
    headers: { accept: "application/x-ndjson" },
    body: posted(form, action),
  });
  if (!answer.headers.get("content-type")?.startsWith("application/x-ndjson")) return follow(answer.url);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines.filter(Boolean)) {
      const event = JSON.parse(line);
      if (event.step) showStep(list, event.step);
      if (event.done) return follow(event.done);
    }
  }
  location.reload();
}

async function lint(form) {
  const body = posted(form, "lint");
  const answer = await fetch(target(form).replace("/settings?", "/lint?"), { method: "POST", body });
  const findings = document.getElementById("findings");
  if (!answer.ok || !findings) return;
  const made = new DOMParser().parseFromString(await answer.text(), "text/html");
  findings.replaceChildren(...made.body.childNodes);
}

function begin() {
  const form = document.getElementById("settings");
  if (!form) return;
  let busy = false;
  form.addEventListener("submit", (event) => {
    const action = event.submitter?.value ?? "test";
    // A second click while something is under way does nothing.
    if (busy) return event.preventDefault();
    busy = true;
    if (action !== "test" && action !== "send") return;
    event.preventDefault();
    form.setAttribute("aria-busy", "true");
    // Without a stream the browser posts the form itself.
    test(form, action).catch(() => {
      const chosen = Object.assign(document.createElement("input"), { type: "hidden", name: "action", value: action });
      form.append(chosen);
      form.submit();
    });
  });
  for (const field of form.querySelectorAll("#sign-in input, #sign-in select")) {
    field.addEventListener("change", () => busy || lint(form).catch(() => {}));
  }
  const mailbox = document.getElementById("mailbox");
  form.querySelector("#copies [value=folder]")?.addEventListener("change", () => mailbox?.setAttribute("open", ""));
  const copy = document.getElementById("copy");
  if (copy) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      const report = document.getElementById("report");
      report.select();
      await navigator.clipboard?.writeText(report.value).catch(() => document.execCommand("copy"));
      copy.textContent = copy.dataset.copied;
    });
  }
}

// A page out of the browser's memory may be of before the last test.
addEventListener("pageshow", (event) => event.persisted && location.reload());
begin();
