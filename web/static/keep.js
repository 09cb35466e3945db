// What a person types into a form with `data-keep` (its name, with the person's number) stays in this browser for a week, until the
// server took it, and is offered when the form is opened again with other words in it. Passwords, codes and files never stay.
// `data-typed`: the form opens with what this browser has just sent, as the server goes on with it, or with more than it kept. `data-unkept`: a field that is not kept.
"use strict";
(() => {
  const PREFIX = "loa-", SENT = "loa-gui", LONGEST = 7 * 24 * 3600 * 1000;
  const UNKEPT = ["hidden", "file", "password", "submit", "button", "reset", "image"];
  const attempt = (does) => { try { return does(); } catch { return null; /* full, or forbidden: it is only lost as before */ } };
  const kept = (key) => attempt(() => JSON.parse(localStorage.getItem(key)));
  const forget = (...keys) => attempt(() => keys.forEach((key) => localStorage.removeItem(key)));
  const besideOf = (key) => key + "-moi";

  for (const key of attempt(() => Object.keys(localStorage)) ?? [])
    if (key.startsWith(PREFIX) && !(kept(key)?.at > Date.now() - LONGEST)) forget(key);

  // Whether the server took what was sent, the very next page says: by what it tells, or in its address where one form sends what
  // was typed into another. A sign-in has no such script: after it the form opens again, and nothing says that it was taken.
  const sent = attempt(() => sessionStorage.getItem(SENT));
  const nothingSent = () => attempt(() => sessionStorage.removeItem(SENT));
  nothingSent();
  window.addEventListener("pageshow", (event) => { if (event.persisted) nothingSent(); });
  if (sent && document.querySelector(".said-now.good")) forget(sent, besideOf(sent));
  const here = new URL(location.href), named = here.searchParams.get("luu") ?? "";
  if (/^[a-z0-9-]+-\d+$/.test(named)) {
    forget(PREFIX + named, besideOf(PREFIX + named));
    here.searchParams.delete("luu");
    history.replaceState(null, "", here);
  }

  const ticked = (one) => one.type === "checkbox" || one.type === "radio";
  const nameOf = (one) => ticked(one) ? `${one.name}=${one.value}` : one.name;
  const value = (one) => ticked(one) ? (one.checked ? "1" : "") : one.value;
  const plain = (text) => text.normalize("NFC").replace(/\r\n?/g, "\n").trim();
  const isKept = (one) => one.name && !one.readOnly && !UNKEPT.includes(one.type) && !("unkept" in one.dataset) &&
    !/one-time-code|password/.test(one.autocomplete);

  function look(form) {
    const words = () => [...form.elements].filter(isKept);
    const now = () => Object.fromEntries(words().map((one) => [nameOf(one), value(one)]));
    const all = (said, other, alike) => Object.keys(said).every((name) => !(name in other) || alike(plain(said[name]), plain(other[name])));
    const same = (said, other) => all(said, other, (one, two) => one === two);
    // What is typed while earlier words are still offered has a key of its own, so that neither is lost; it is offered the next time.
    const key = PREFIX + form.dataset.keep, beside = besideOf(key);
    const keep = (place) => attempt(() => localStorage.setItem(place, JSON.stringify({ at: Date.now(), said: now() })));
    const place = () => offer && !offer.hidden ? beside : key;

    let offer = form.querySelector(".restore");
    if (kept(beside)) attempt(() => localStorage.setItem(key, localStorage.getItem(beside)));
    forget(beside);
    const opened = now(), before = kept(key)?.said;
    if (before && "typed" in form.dataset && (sent === key || all(before, opened, (one, two) => two.includes(one)))) keep(key);
    else if (before && same(before, opened)) { if (sent !== key) forget(key); }
    else if (before) show();

    function show() {
      if (!offer) form.prepend(offer = document.getElementById("con-giu").content.firstElementChild.cloneNode(true));
      offer.hidden = false;
      for (let folded = form.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
      offer.querySelector(".bring-back").addEventListener("click", () => {
        for (const one of words()) {
          if (!(nameOf(one) in before)) continue;
          if (ticked(one)) one.checked = before[nameOf(one)] === "1"; else one.value = before[nameOf(one)];
        }
        offer.hidden = true;
        (form.querySelector("textarea") ?? words()[0]).focus();
        keep(key);
        forget(beside);
        form.dispatchEvent(new Event("restored"));
      });
      offer.querySelector(".let-go").addEventListener("click", () => {
        offer.hidden = true;
        forget(key);
        if (kept(beside)) keep(key);
        forget(beside);
        (form.querySelector("textarea") ?? words()[0]).focus();
      });
    }
    form.addEventListener("input", (event) => { if (isKept(event.target)) keep(place()); });
    // A browser that fills in what stood there before a reload tells of no typing.
    form.addEventListener("submit", () => { if (kept(place()) || !same(now(), opened)) keep(place()); });
  }
  for (const form of document.querySelectorAll("form[data-keep]")) look(form);
  document.addEventListener("submit", ({ target }) => {
    if ("keep" in target.dataset) attempt(() => sessionStorage.setItem(SENT, PREFIX + target.dataset.keep)); else nothingSent();
  });
})();
