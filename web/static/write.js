// Writing a post: counts follow the typing, the preview and the saved draft a moment later, all by the server, whose code publishes.
// A tab per channel for its own words. Without this script the page's buttons do the same. keep.js keeps what the network cannot take.
"use strict";
(() => {
  const form = document.querySelector("form[data-check]");
  if (!form) return;
  const fields = () => {
    const said = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") said.append(name, value);
    return said;
  };
  const tell = (said) => { const line = document.querySelector("#kiem .counted"); if (line) line.textContent = said; };
  const send = (place, extra) => {
    const body = fields();
    if (extra) body.append("viec", extra);
    return fetch(place, { method: "POST", body, cache: "no-store" });
  };

  let waiting = 0, checking = null;
  async function check() {
    checking?.abort();
    checking = new AbortController();
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body: fields(), signal: checking.signal, cache: "no-store" });
      if (answer.status === 401) return tell(form.dataset.signedOut);
      if (!answer.ok) return tell(form.dataset.unchecked);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("kiem");
      if (fresh) document.getElementById("kiem").replaceWith(fresh);
    } catch (error) { if (error.name !== "AbortError") tell(form.dataset.unreachable); }
  }
  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(check, 400);
  }

  // Counts: asked at once, one question at a time; the newest words are asked when the answer is there.
  let counting = false, again = false;
  async function count() {
    if (counting) { again = true; return; }
    counting = true;
    try {
      const answer = await send(form.dataset.count);
      if (answer.ok) show(await answer.json());
    } catch { /* the check tells of it */ }
    counting = false;
    if (again) { again = false; count(); }
  }
  function show(counts) {
    for (const [account, [has, most]] of Object.entries(counts)) {
      const place = tabs.querySelector(`[data-account="${account}"] small`);
      if (place) { place.textContent = `${has}/${most}`; place.classList.toggle("over", has > most); }
    }
    form.dataset.counted = String(performance.now());
  }

  const tabs = form.querySelector(".word-tabs"), common = document.getElementById("chu-chung");
  const own = [...form.querySelectorAll("details.own")];
  function open(account) {
    for (const tab of tabs.children) {
      const on = (tab.dataset.account ?? "") === account;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
    common.hidden = account !== "";
    for (const one of own) { one.open = true; one.classList.toggle("shown", one.dataset.account === account); }
  }
  function arrange() {
    const chosen = own.filter((one) => form.elements[`tk_${one.dataset.account}`]?.checked);
    const now = [...tabs.children].find((tab) => tab.getAttribute("aria-selected") === "true")?.dataset.account ?? "";
    for (const tab of [...tabs.children].slice(1)) tab.remove();
    for (const one of chosen) {
      const { name, channel } = one.dataset, alone = chosen.filter((other) => other.dataset.channel === channel).length < 2;
      const icon = form.elements[`tk_${one.dataset.account}`].parentElement.querySelector(".channel")?.cloneNode(true) ?? "";
      const tab = Object.assign(document.createElement("button"), { type: "button", id: `the-${one.dataset.account}` });
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", one.id);
      tab.dataset.account = one.dataset.account;
      const said = Object.assign(document.createElement("span"), { textContent: name, className: alone ? "unseen" : "" });
      tab.append(icon, ...(alone ? [`${channel} `] : []), said, document.createElement("small"));
      tabs.append(tab);
    }
    tabs.hidden = tabs.children.length < 2;
    open([...tabs.children].some((tab) => tab.dataset.account === now) ? now : "");
  }
  tabs.addEventListener("click", (event) => { const tab = event.target.closest("button"); if (tab) open(tab.dataset.account ?? ""); });
  tabs.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...tabs.children], next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    open(next.dataset.account ?? "");
    next.focus();
  });
  form.classList.add("tabbed");
  arrange();

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    if (event.target.name === "gio" && event.target.value) form.querySelector("input[name=luc][value=gio]").checked = true;
    if (event.target.tagName === "TEXTAREA" || event.target.name === "tieu_de") count();
    later();
  });
  form.addEventListener("change", (event) => {
    if (event.target.type === "file") return;
    if (event.target.type === "checkbox") { arrange(); count(); }
    if (/^(cat|vi_tri)_/.test(event.target.name)) return form.dispatchEvent(new CustomEvent("files", { detail: "tep" }));
    if (event.target.type === "checkbox" || event.target.type === "radio" || event.target.tagName === "SELECT") check();
  });
  form.addEventListener("restored", () => { arrange(); check(); });
  form.addEventListener("checked-anew", check);
  count();
})();
