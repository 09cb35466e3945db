// What was typed into a form with `data-keep` stays in this browser until it is saved, and is offered when the page is opened again.
// `data-typed`: the form opens with what this browser has just sent, or more.
"use strict";
(() => {
  const saved = new URLSearchParams(location.search).get("luu") ?? "";
  if (/^(bai-moi|(bai|tra-loi|ghi-chu)-\d+)-\d+$/.test(saved)) {
    localStorage.removeItem("loa-" + saved);
    localStorage.removeItem("loa-" + saved + "-moi");
    history.replaceState(null, "", location.pathname);
  }
  const kept = (place) => { try { return JSON.parse(localStorage.getItem(place)); } catch { return null; } };
  const value = (one) => one.type === "checkbox" ? (one.checked ? "1" : "") : one.value;
  const plain = (text) => text.normalize("NFC").trim();

  for (const form of document.querySelectorAll("form[data-keep]")) {
    const words = () => [...form.elements].filter(
      (one) => one.name && !("unkept" in one.dataset) && !["hidden", "file", "submit", "button"].includes(one.type));
    // What is typed while earlier words are still offered has a key of its own, so that neither is lost; it is offered the next time.
    const key = "loa-" + form.dataset.keep, beside = key + "-moi";
    const now = () => Object.fromEntries(words().map((one) => [one.name, value(one)]));
    const same = (one, other) => Object.keys(other).every((name) => (one[name] ?? "") === other[name]);
    const within = (one, other) => Object.keys(other).every((name) => plain(other[name]).includes(plain(one[name] ?? "")));
    const keep = (place) => { try { localStorage.setItem(place, JSON.stringify(now())); } catch { /* full, or forbidden: it is only lost as before */ } };

    const offer = form.querySelector(".restore");
    if (kept(beside)) { localStorage.setItem(key, localStorage.getItem(beside)); localStorage.removeItem(beside); }
    const opened = now(), before = kept(key);
    if (before && "typed" in form.dataset && within(before, opened)) keep(key);
    else if (before && same(before, opened)) localStorage.removeItem(key);
    else if (before) offer.hidden = false;
    offer.querySelector(".bring-back").addEventListener("click", () => {
      for (const one of words()) {
        if (!(one.name in before)) continue;
        if (one.type === "checkbox") one.checked = before[one.name] === "1"; else one.value = before[one.name];
      }
      offer.hidden = true;
      form.querySelector("textarea").focus();
      keep(key);
      localStorage.removeItem(beside);
      form.dispatchEvent(new Event("restored"));
    });
    offer.querySelector(".let-go").addEventListener("click", () => {
      localStorage.removeItem(key);
      if (localStorage.getItem(beside)) keep(key);
      localStorage.removeItem(beside);
      offer.hidden = true;
    });
    form.addEventListener("input", (event) => {
      if (event.target.type !== "file" && !("unkept" in event.target.dataset)) keep(offer.hidden ? key : beside);
    });
  }
})();
