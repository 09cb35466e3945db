// Writing a post: counts and the preview follow the typing (asked of the server, whose code publishes), and what was typed is
// kept in this browser until it is saved. Without this script the button "Kiểm tra" does the first.
"use strict";
(() => {
  const saved = new URLSearchParams(location.search).get("luu") ?? "";
  if (/^bai-(moi|\d+)-\d+$/.test(saved)) {
    localStorage.removeItem("loa-" + saved);
    localStorage.removeItem("loa-" + saved + "-moi");
    history.replaceState(null, "", location.pathname);
  }
  const form = document.querySelector("form[data-check]");
  if (!form) return;
  const words = () => [...form.elements].filter((one) => one.name && !["hidden", "file", "submit", "button"].includes(one.type));
  const value = (one) => one.type === "checkbox" ? (one.checked ? "1" : "") : one.value;

  let waiting = 0, asking = null;
  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const fields = new URLSearchParams();
    for (const [name, said] of new FormData(form)) if (typeof said === "string") fields.append(name, said);
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body: fields, signal: asking.signal, cache: "no-store" });
      if (answer.status === 401) return tell(form.dataset.signedOut);
      if (!answer.ok) return tell(form.dataset.unchecked);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("kiem");
      if (fresh) document.getElementById("kiem").replaceWith(fresh);
    } catch (error) { if (error.name !== "AbortError") tell(form.dataset.unreachable); }
  }
  function tell(said) {
    const line = document.querySelector("#kiem .counted");
    if (line) line.textContent = said;
  }

  // What is typed while earlier words are still offered has a key of its own, so that neither is lost; it is offered the next time.
  const key = "loa-" + form.dataset.keep, beside = key + "-moi";
  const kept = (place) => { try { return JSON.parse(localStorage.getItem(place)); } catch { return null; } };
  const now = () => Object.fromEntries(words().map((one) => [one.name, value(one)]));
  const same = (one, other) => Object.keys(other).every((name) => (one[name] ?? "") === other[name]);
  function keep(place) { try { localStorage.setItem(place, JSON.stringify(now())); } catch { /* full, or forbidden: it is only lost as before */ } }

  const offer = document.getElementById("khoi-phuc");
  if (kept(beside)) { localStorage.setItem(key, localStorage.getItem(beside)); localStorage.removeItem(beside); }
  const opened = now(), before = kept(key);
  if (before && same(before, opened)) localStorage.removeItem(key);
  else if (before && offer) offer.hidden = false;
  document.getElementById("lay-lai")?.addEventListener("click", () => {
    for (const one of words()) {
      if (!(one.name in before)) continue;
      if (one.type === "checkbox") one.checked = before[one.name] === "1"; else one.value = before[one.name];
    }
    offer.hidden = true;
    form.querySelector("textarea").focus();
    keep(key);
    localStorage.removeItem(beside);
    ask();
  });
  document.getElementById("bo-di")?.addEventListener("click", () => {
    localStorage.removeItem(key);
    if (localStorage.getItem(beside)) keep(key);
    localStorage.removeItem(beside);
    offer.hidden = true;
  });

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    keep(offer?.hidden === false ? beside : key);
    clearTimeout(waiting);
    waiting = setTimeout(ask, 400);
  });
  form.addEventListener("change", (event) => { if (event.target.type === "checkbox" || event.target.tagName === "SELECT") ask(); });

  const picture = form.querySelector("input[type=file]");
  picture?.addEventListener("change", () => {
    const much = picture.files[0] && picture.files[0].size > Number(picture.dataset.most);
    picture.setCustomValidity(much ? picture.dataset.tooMuch : "");
    picture.reportValidity();
  });
})();
