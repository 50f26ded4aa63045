"use strict";
// Comfort only: every page does its work without this file.
const told = document.getElementById("told");
const json = { Accept: "application/json" };

// Plus and minus without loading the page again. Presses wait for each other, none is lost.
let turn = Promise.resolve();
function show(answer) {
  for (const step of document.querySelectorAll("[data-item]")) {
    const line = answer.items[step.dataset.item];
    const out = step.querySelector("output");
    const less = step.querySelector(".less");
    if (!line || !out) continue;
    out.value = line.qty;
    out.hidden = less.hidden = !line.qty;
    const amount = step.closest("li").querySelector("[data-amount]");
    if (amount) amount.textContent = line.amount;
  }
  const bar = document.querySelector(".bar");
  if (!bar) return;
  bar.toggleAttribute("data-empty", !answer.count);
  document.getElementById("count").textContent = answer.count;
  document.getElementById("total").textContent = answer.total;
  document.getElementById("missing").textContent = answer.hint;
}
async function press(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const response = await fetch(form.action, { method: "POST", body, headers: json });
  const answer = await response.json();
  if (answer.items) show(answer);
  if (told) told.textContent = answer.told || "";
  if (answer.reload || !response.ok) location.reload();
  if (button.hidden) button.parentElement.querySelector(".add")?.focus();
}
for (const form of document.querySelectorAll("form[data-basket]")) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || !navigator.onLine) return;
    event.preventDefault();
    turn = turn.then(() => press(form, button)).catch(() => location.reload());
  });
}

// What delivery costs to that address, before anything is sent. An answer to what the form said before
// may come late: it is given up.
const way = document.querySelector("form.way");
if (way) {
  let asked = new AbortController();
  const ask = async () => {
    asked.abort();
    const mine = (asked = new AbortController());
    const form = new FormData(way);
    const wanted = new URLSearchParams({ mode: form.get("mode") || "", address: form.get("address") || "" });
    const response = await fetch(`${way.dataset.quote}?${wanted}`, { headers: json, signal: mine.signal });
    if (!response.ok) return;
    const answer = await response.json();
    for (const place of way.querySelectorAll("[data-quote-part]")) place.textContent = answer[place.dataset.quotePart];
    const zone = document.getElementById("zone");
    zone.textContent = answer.zone;
    zone.classList.toggle("why", answer.wrong);
    document.getElementById("fee-row").hidden = document.getElementById("fee-name").hidden = !answer.fee;
    way.elements.seen.value = answer.seen;
  };
  for (const field of way.querySelectorAll("[name=mode], [name=address]")) field.addEventListener("change", () => ask().catch(() => {}));
  way.querySelector(".wrong input, .wrong select, .wrong textarea")?.focus();
}

// A form is sent once, however often its button is pressed.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", (event) => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  if (event.persisted && document.querySelector("[data-basket], form.way")) location.reload();
});

// The order as it stands, asked for every few seconds while somebody looks.
const live = document.getElementById("live");
if (live) {
  const every = 4000;
  const look = async () => {
    if (document.hidden) return;
    const response = await fetch(`${live.dataset.look}&mark=${encodeURIComponent(live.dataset.mark)}`, { headers: { Accept: "text/html" } });
    if (response.status !== 200) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("live");
    if (!fresh || fresh.dataset.mark === live.dataset.mark) return;
    live.dataset.mark = fresh.dataset.mark;
    live.replaceChildren(...fresh.childNodes);
    if (told) told.textContent = live.querySelector("[data-state]")?.textContent || "";
  };
  const again = () => setTimeout(() => look().catch(() => {}).finally(again), every);
  again();
  document.addEventListener("visibilitychange", () => look().catch(() => {}));
}

// The chosen category comes into view.
document.querySelector(".chips [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
