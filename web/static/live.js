// Keeps an open page true: hears that something changed, fetches the changed parts, and puts in only what differs, so
// that focus, scroll and selection stay where they are. Without this script the page works and is simply not live.
"use strict";
(() => {
  const light = document.getElementById("truc-tiep");
  const spoken = document.getElementById("tin-bao");
  let shown = document.getElementById("bang").dataset.version;
  let wanted = shown, busy = false, stream = null;

  function settle(old, fresh) {
    if (old.isEqualNode(fresh)) return;
    const before = [...old.children], after = [...fresh.children];
    const words = (node) => [...node.childNodes].filter((child) => child.nodeType === 3).map((child) => child.data.trim()).join("");
    const alike = before.length > 0 && before.length === after.length && words(old) === words(fresh) &&
      old.className === fresh.className && before.every((child, i) => child.tagName === after[i].tagName && child.id === after[i].id);
    if (!alike) {
      for (const { id } of old.querySelectorAll("details[open][id]")) fresh.querySelector(`details#${id}`)?.setAttribute("open", "");
      if (fresh.tagName === "TD") fresh.classList.add("changed");
      old.replaceWith(fresh);
      return;
    }
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    before.forEach((child, i) => settle(child, after[i]));
  }

  async function refresh() {
    if (busy || wanted === shown) return;
    busy = true;
    const version = wanted;
    try {
      const answer = await fetch(document.getElementById("bang").dataset.parts + location.search, { cache: "no-store" });
      if (answer.status === 401) return location.reload();
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const focused = document.activeElement?.id, frame = document.getElementById("khung-bang");
      const left = frame?.scrollLeft ?? 0;
      for (const fresh of page.querySelectorAll("[data-part]")) settle(document.getElementById(fresh.id), fresh);
      if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
      const now = document.getElementById("khung-bang");
      if (now) now.scrollLeft = left;
      spoken.textContent = `${spoken.dataset.updated} ` + document.getElementById("bang").dataset.count;
      shown = version;
    } catch { /* the stream comes again by itself, and with it the version that is still missing */ }
    busy = false;
    setTimeout(refresh, 300);
  }

  function listen() {
    if (document.hidden || stream) return;
    stream = new EventSource("/song");
    stream.onopen = () => { light.hidden = false; };
    stream.onerror = () => { light.hidden = true; if (stream.readyState === 2) { stream = null; setTimeout(listen, 5000); } };
    stream.addEventListener("version", (event) => { wanted = event.data; refresh(); });
  }
  document.addEventListener("visibilitychange", () => { if (document.hidden) { stream?.close(); stream = null; } else listen(); });
  listen();
})();
