// Drag a planned post to another day: the day changes, the hour stays. The move itself is the form that each post's page has
// too, so the server's rules answer in the same words. Without this script that page does the same.
"use strict";
(() => {
  const form = document.getElementById("doi");
  const days = document.querySelectorAll(".calendar .day");
  let held = null;

  const leave = () => days.forEach((day) => day.classList.remove("over"));

  document.addEventListener("dragstart", (event) => {
    const chip = event.target.closest?.(".chip[data-post]");
    if (!chip) return;
    held = chip;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", chip.querySelector(".about").textContent);
    chip.classList.add("held");
    document.body.classList.add("dragging");
  });

  document.addEventListener("dragend", () => {
    held?.classList.remove("held");
    document.body.classList.remove("dragging");
    held = null;
    leave();
  });

  days.forEach((day) => {
    day.addEventListener("dragover", (event) => {
      if (!held) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "move";
      if (day.classList.contains("over")) return;
      leave();
      day.classList.add("over");
    });
    day.addEventListener("drop", (event) => {
      if (!held) return;
      event.preventDefault();
      if (day.contains(held)) return;
      form.action = `/lich/bai/${held.dataset.post}`;
      form.elements.ngay.value = day.dataset.day;
      form.elements.gio.value = held.dataset.time;
      form.elements.truoc.value = held.dataset.seen;
      form.submit();
    });
  });
})();
