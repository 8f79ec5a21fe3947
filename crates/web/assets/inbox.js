// New mails appear without a reload. Without this script the list is as of the last load.
const main = document.querySelector("[data-events]");

async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [old, made] = [document.getElementById("mails"), page.getElementById("mails")];
  // The list is left alone where nothing is new: focus and selection stay, and a screen reader says nothing.
  if (old.innerHTML !== made.innerHTML) old.replaceChildren(...made.childNodes);
}

if (main) {
  const events = new EventSource(main.dataset.events);
  events.addEventListener("mail", refresh);
  // What arrived while the connection was down.
  events.addEventListener("open", refresh);
}
