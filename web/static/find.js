// One box for everything: Ctrl+K goes to it from anywhere, what is found opens under it while one types, arrows go through it,
// Escape closes it. Without this script Enter opens the page of what was found.
"use strict";
(() => {
  const box = document.getElementById("tim-nhanh");
  if (!box) return;
  const form = box.form, list = document.createElement("div");
  list.className = "hints";
  list.hidden = true;
  form.append(list);
  let asked = "", waiting = 0, underway = null, leaving = false;

  const links = () => [...list.querySelectorAll("a")];
  function close() { list.hidden = true; }

  async function ask() {
    const words = box.value.trim();
    if (words === asked) { list.hidden = !words || !list.children.length; return; }
    asked = words;
    underway?.abort();
    if (words.length < 2) { list.replaceChildren(); close(); return; }
    underway = new AbortController();
    try {
      const answer = await fetch("/tim/goi-y?" + new URLSearchParams({ q: words }), { signal: underway.signal, cache: "no-store" });
      if (!answer.ok || words !== box.value.trim()) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      list.replaceChildren(...page.body.children);
      list.hidden = !list.children.length;
    } catch { asked = ""; /* the next letter asks again; Enter opens the page */ }
  }

  box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 120); });
  box.addEventListener("focus", () => { if (!leaving) ask(); });
  form.addEventListener("keydown", (event) => {
    const all = links(), at = all.indexOf(document.activeElement);
    if (event.key === "Escape") { close(); leaving = true; box.focus(); leaving = false; event.preventDefault(); }
    if (list.hidden || !all.length || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    if (next < 0) box.focus(); else all[Math.min(next, all.length - 1)].focus();
  });
  form.addEventListener("focusout", (event) => { if (event.relatedTarget && !form.contains(event.relatedTarget)) close(); });
  document.addEventListener("pointerdown", (event) => { if (!form.contains(event.target)) close(); });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
})();
