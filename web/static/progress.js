// Keeps the counts of a running broadcast true: asks for them every few seconds while the page is looked at, until it has ended.
"use strict";
(() => {
  const place = document.getElementById("so-lieu");
  let asks = null;
  async function ask() {
    asks = null;
    if (document.hidden) return;
    try {
      const answer = await fetch(place.dataset.parts, { cache: "no-store" });
      if (answer.status === 401) return location.reload();
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById("so-lieu");
        place.replaceChildren(...fresh.childNodes);
        if (!("live" in fresh.dataset)) return location.reload();
      }
    } catch { /* the line may be back at the next asking */ }
    later();
  }
  function later() { if (!asks) asks = setTimeout(ask, 3000); }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) later(); });
  if ("live" in place.dataset) later();
})();
