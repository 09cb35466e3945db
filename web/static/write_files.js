// Files of a post: chosen, dropped or pasted; sent in pieces, and gone on with from the last byte when the network is back, after a
// reload too, when the same file is chosen again. What is typed meanwhile stays.
"use strict";
(() => {
  const form = document.querySelector("form[data-files]");
  if (!form) return;
  const box = () => document.getElementById("tep");
  const words = () => box().dataset;
  const rest = (ms) => new Promise((done) => {
    const on = () => { clearTimeout(timer); removeEventListener("online", on); done(); };
    const timer = setTimeout(on, ms);
    addEventListener("online", on);
  });
  const remembered = (file) => `loa-tep-${file.name}-${file.size}-${file.lastModified}`;
  const attempt = (does) => { try { return does(); } catch { return null; } };

  async function renew(wish, more = {}) {
    const said = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") said.append(name, value);
    for (const [name, value] of Object.entries(more)) said.set(name, value);
    said.append("viec", wish);
    const answer = await fetch(form.dataset.files, { method: "POST", body: said, cache: "no-store" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("tep");
    if (!fresh) return;
    const typed = new Map([...box().querySelectorAll("[data-of]")].map((one) => [one.dataset.of, one.value]));
    for (const one of fresh.querySelectorAll("[data-of]")) if (typed.has(one.dataset.of)) one.value = typed.get(one.dataset.of);
    const captions = box().querySelector("[name=phu_de]"), anew = fresh.querySelector("[name=phu_de]");
    if (captions && anew) anew.value = captions.value;
    const held = document.activeElement?.dataset?.of;
    fresh.querySelector(".sending").replaceWith(box().querySelector(".sending"));
    box().replaceWith(fresh);
    if (held) fresh.querySelector(`[data-of="${held}"]`)?.focus();
    form.dispatchEvent(new Event("checked-anew"));
  }

  async function start(file) {
    const key = attempt(() => localStorage.getItem(remembered(file)));
    if (key) {
      const answer = await fetch(`/bai-moi/tep/${key}`, { cache: "no-store" });
      if (answer.ok) return answer.json();
    }
    const body = new URLSearchParams({ form_token: words().token, ten: file.name, co: String(file.size) });
    const answer = await fetch("/bai-moi/tep", { method: "POST", body });
    const told = await answer.json();
    if (told.khoa) attempt(() => localStorage.setItem(remembered(file), told.khoa));
    return told;
  }

  async function push(file, line) {
    const bar = line.querySelector("progress"), note = line.querySelector("span");
    let told = null, wait = 500;
    for (;;) {
      try {
        told ??= await start(file);
        while (!told.loi && !told.anh && !told.video) {
          const from = told.nhan, piece = file.slice(from, from + Number(words().piece));
          note.textContent = from + piece.size >= file.size ? words().reads : words().sends;
          const answer = await fetch(`/bai-moi/tep/${told.khoa}?tu=${from}`, { method: "POST", body: piece, headers: { "x-form-token": words().token } });
          if (answer.status >= 500) throw new Error("later");
          if (answer.status === 401 || answer.status === 403 || answer.status === 404) { told = { loi: words().lost }; break; }
          const next = await answer.json();
          told = { khoa: told.khoa, ...next };
          bar.value = told.nhan / file.size;
          wait = 500;
        }
        break;
      } catch {
        note.textContent = words().waits;
        await rest(wait);
        wait = Math.min(wait * 2, 15000);
        const known = told?.khoa;
        told = null;
        if (known) attempt(() => localStorage.setItem(remembered(file), known));
      }
    }
    attempt(() => localStorage.removeItem(remembered(file)));
    return told;
  }

  async function bring(file) {
    if (/\.(srt|vtt)$/i.test(file.name)) {
      const place = box().querySelector("[name=phu_de]");
      if (place) { place.value = await file.text(); place.closest("details").open = true; place.dispatchEvent(new Event("input", { bubbles: true })); }
      return;
    }
    const line = document.createElement("li"), bar = document.createElement("progress"), name = document.createElement("b");
    name.textContent = file.name + " ";
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    line.append(name, document.createElement("span"), bar);
    box().querySelector(".sending").append(line);
    if (file.size > Number(words().largest)) { bar.remove(); line.querySelector("span").textContent = words().tooLarge; return; }
    const told = await push(file, line);
    if (told.loi) { bar.remove(); line.querySelector("span").textContent = told.loi; return; }
    line.remove();
    if (told.video) return renew("tep", { video: told.khoa });
    const numbers = [...box().querySelectorAll("input[type=hidden][name^=anh_]")].map((one) => Number(one.name.slice(4)));
    return renew("tep", { [`anh_${Math.max(0, ...numbers) + 1}`]: told.anh });
  }
  let queue = Promise.resolve();
  const all = (files) => { for (const file of files) queue = queue.then(() => bring(file)).catch(() => {}); };

  form.addEventListener("change", (event) => {
    if (event.target.id !== "anh") return;
    all([...event.target.files]);
    event.target.value = "";
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("#tep button[name=viec]");
    if (!button) return;
    event.preventDefault();
    renew(button.value);
  });
  form.addEventListener("files", (event) => renew(event.detail));
  addEventListener("dragover", (event) => { if (event.dataTransfer?.types.includes("Files")) { event.preventDefault(); box().classList.add("over"); } });
  addEventListener("dragleave", () => box().classList.remove("over"));
  addEventListener("drop", (event) => {
    box().classList.remove("over");
    const link = event.dataTransfer?.getData("text/uri-list");
    if (!event.dataTransfer?.files.length && !link) return;
    event.preventDefault();
    if (event.dataTransfer.files.length) all([...event.dataTransfer.files]); else give(link.split("\n")[0]);
  });
  addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) { event.preventDefault(); return all(files); }
    const text = event.clipboardData?.getData("text/plain").trim() ?? "", target = event.target;
    const writes = target.tagName === "TEXTAREA" || target.tagName === "INPUT";
    if (/^https?:\/\/\S+$/.test(text) && (!writes || (target.id === "chu" && !target.value))) { event.preventDefault(); give(text); }
  });
  function give(link) {
    const place = document.getElementById("lien_ket");
    place.closest("details").open = true;
    place.value = link;
    place.dispatchEvent(new Event("input", { bubbles: true }));
    place.focus();
  }
})();
