// New mails appear without a reload. Without this script the list is as of the last load.
const main = document.querySelector("[data-events]");

async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("mails").replaceChildren(...page.getElementById("mails").childNodes);
}

if (main) {
  const events = new EventSource(main.dataset.events);
  events.addEventListener("mail", refresh);
  // What arrived while the connection was down.
  events.addEventListener("open", refresh);
}
