// The official banner on other sites: a frame in a closed shadow root, out of reach of the page's own styles. It sets no cookie.
"use strict";
(() => {
  const here = document.currentScript;
  const base = here ? new URL(here.src).origin : "";
  const important = (one, rules) => {
    for (const [name, value] of Object.entries(rules)) one.style.setProperty(name, value, "important");
  };
  const fill = () => {
    for (const place of document.querySelectorAll("[data-loa-bieu-ngu]")) {
      const size = /^(\d{2,4})x(\d{2,4})$/.exec(place.dataset.loaBieuNgu);
      if (!size || !base || place.shadowRoot || place.dataset.loaXong) continue;
      place.dataset.loaXong = "1";
      const query = new URLSearchParams();
      if (place.dataset.chuDe) query.set("chu_de", place.dataset.chuDe);
      else if (place.dataset.coQuan) query.set("co_quan", place.dataset.coQuan);
      const frame = document.createElement("iframe");
      frame.src = `${base}/bieu-ngu/${size[0]}.html${query.size ? `?${query}` : ""}`;
      frame.title = place.dataset.ten || "Loa";
      frame.loading = "lazy";
      frame.referrerPolicy = "origin";
      const box = { width: `${size[1]}px`, height: `${size[2]}px`, "max-width": "100%", border: "0", display: "block" };
      important(frame, box);
      important(place, { all: "initial", ...box, display: "inline-block" });
      place.attachShadow({ mode: "closed" }).append(frame);
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", fill);
  else fill();
})();
