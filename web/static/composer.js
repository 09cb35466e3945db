// Writing a post: counts and the preview follow the typing (asked of the server, whose code publishes). Without this script the
// button "Kiểm tra" does it. What was typed is kept by keep.js.
"use strict";
(() => {
  const form = document.querySelector("form[data-check]");
  if (!form) return;

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

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, 400);
  });
  form.addEventListener("restored", ask);
  form.addEventListener("change", (event) => { if (event.target.type === "checkbox" || event.target.tagName === "SELECT") ask(); });

  const picture = form.querySelector("input[type=file]");
  picture?.addEventListener("change", () => {
    const much = picture.files[0] && picture.files[0].size > Number(picture.dataset.most);
    picture.setCustomValidity(much ? picture.dataset.tooMuch : "");
    picture.reportValidity();
  });
})();
