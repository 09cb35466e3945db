// Putting something right: a figure that is pressed, or words that are selected in a post, go into the field of what is wrong. A
// figure goes into that of what is right too, marked to be typed over, as long as nothing else stands there.
"use strict";
(() => {
  const wrong = document.getElementById("sai"), right = document.getElementById("dung"), row = document.querySelector(".pick");
  if (!wrong || !right || !row) return;
  const take = (words) => { wrong.value = words; wrong.dispatchEvent(new Event("input", { bubbles: true })); };
  row.hidden = !row.children.length;
  row.addEventListener("click", (event) => {
    const chosen = event.target.closest("button");
    if (!chosen) return;
    const says = chosen.dataset.say, before = wrong.value;
    take(says);
    right.focus();
    if (right.value.trim() && right.value !== before) return;
    right.value = says;
    right.dispatchEvent(new Event("input", { bubbles: true }));
    const [figure] = says.match(/\d[\d.,/]*\d|\d/) ?? [says], at = says.indexOf(figure);
    right.setSelectionRange(at, at + figure.length);
  });
  document.addEventListener("selectionchange", () => {
    const said = getSelection(), words = said.toString().trim();
    if (words && said.anchorNode?.parentElement?.closest("[data-pick]")) take(words);
  });
})();
