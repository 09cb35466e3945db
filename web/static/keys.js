// Single keys of the inbox, as its page names them (data-key): a field is gone to, a button pressed, a link followed, what is folded opened.
// Never while one types or holds another key; off by the box beside their list (WCAG 2.1.4), which this device remembers.
"use strict";
(() => {
  const help = document.getElementById("phim-tat");
  if (!help) return;
  const OFF = "phim-tat-tat", ORDER = "thu-tu-vu-viec";
  const box = help.querySelector("input"), lines = [...document.querySelectorAll(".case-line .asked a")];
  const read = (store, name) => { try { return store.getItem(name); } catch { return null; } };
  const keep = (store, name, value) => { try { store.setItem(name, value); } catch { /* no room: this page only */ } };
  help.hidden = false;
  box.checked = read(localStorage, OFF) !== "1";
  box.addEventListener("change", () => keep(localStorage, OFF, box.checked ? "0" : "1"));
  if (lines.length) keep(sessionStorage, ORDER, JSON.stringify(lines.map((line) => line.pathname)));

  function step(by) {
    if (lines.length) {
      const at = lines.indexOf(document.activeElement);
      return lines[Math.max(0, Math.min(lines.length - 1, at < 0 ? 0 : at + by))].focus();
    }
    let order = [];
    try { order = JSON.parse(read(sessionStorage, ORDER) ?? "[]"); } catch { /* as if none */ }
    const at = order.indexOf(location.pathname), next = order[at + by];
    if (at >= 0 && next?.startsWith("/can-phan-hoi/")) location.assign(next);
  }
  function use(target) {
    target.closest("details:not([open])")?.setAttribute("open", "");
    if (target.matches("button, a")) target.click();
    else target.focus();
  }
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const key = event.key.toLowerCase();
    const target = /^[a-z/]$/.test(key) ? document.querySelector(`[data-key="${key}"]`) : null;
    if (key === "?") { help.open = !help.open; help.querySelector("summary").focus(); }
    else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (target) use(target);
    else return;
    event.preventDefault();
  });
})();
