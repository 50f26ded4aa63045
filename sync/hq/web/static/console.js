"use strict";
// Comfort only: every page does its work without this file.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select")) return;
  const find = document.querySelector("[data-find]");
  if (!find) return;
  event.preventDefault();
  find.focus();
  find.select();
});
for (const select of document.querySelectorAll("select[data-send]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
for (const button of document.querySelectorAll("[data-unsent]")) button.hidden = true;
for (const whom of document.querySelectorAll("[data-whom]")) {
  const show = () => {
    const to = whom.querySelector("input[name=to]:checked")?.value;
    for (const part of whom.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== to;
  };
  whom.addEventListener("change", show);
  show();
}
const copier = document.querySelector("[data-copier]");
const code = document.querySelector("[data-copy]");
if (copier && code && navigator.clipboard) {
  copier.hidden = false;
  copier.addEventListener("click", () => navigator.clipboard.writeText(code.dataset.copy));
}
// A form is sent once, however often its button is pressed.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
