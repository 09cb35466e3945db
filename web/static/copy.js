// Puts a text on the clipboard where the browser lets us; without this script one selects it oneself.
"use strict";
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  const words = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    const told = document.getElementById(button.dataset.copy.replace("chu-", "da-chep-"));
    try {
      await navigator.clipboard.writeText(words.value);
      button.textContent = told.textContent = button.dataset.copied;
    } catch {
      words.select();
      told.textContent = button.dataset.failed;
    }
  });
}
