// Putting something right: a figure that is pressed, or words that are selected in a post, go into the field of what is wrong.
"use strict";
(() => {
  const wrong = document.getElementById("sai"), right = document.getElementById("dung"), row = document.querySelector(".pick");
  if (!wrong || !right || !row) return;
  const take = (words) => { wrong.value = words; wrong.dispatchEvent(new Event("input", { bubbles: true })); };
  row.hidden = !row.children.length;
  row.addEventListener("click", (event) => {
    const chosen = event.target.closest("button");
    if (chosen) { take(chosen.dataset.say); right.focus(); }
  });
  document.addEventListener("selectionchange", () => {
    const said = getSelection(), words = said.toString().trim();
    if (words && said.anchorNode?.parentElement?.closest("[data-pick]")) take(words);
  });
})();
