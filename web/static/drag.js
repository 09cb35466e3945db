// Drag what is planned to another day, with a mouse, a pen, or a finger that rests on it first; or move it with Shift and an arrow
// key; up and down are a week where the days stand in weeks. The day changes, the hour stays. The move itself is a form, so the
// server's rules answer.
"use strict";
(() => {
  const form = document.getElementById("doi");
  if (!form) return;
  const HOLD_MS = 350, FAR = 8, EDGE = 80, WEEK = 7;
  let start = null, held = null, over = null, resting = 0, swallow = false;

  const mark = (day) => {
    if (day === over) return;
    over?.classList.remove("over");
    over = day;
    over?.classList.add("over");
  };

  const leave = () => {
    clearTimeout(resting);
    held?.classList.remove("held");
    document.body.classList.remove("dragging");
    mark(null);
    start = held = null;
  };

  const take = () => {
    held = start.chip;
    held.classList.add("held");
    document.body.classList.add("dragging");
  };

  const move = (chip, day) => {
    if (!day || day.contains(chip)) return;
    if (chip.dataset.to) form.action = chip.dataset.to;
    for (const field of form.elements) if (field.name in chip.dataset) field.value = chip.dataset[field.name];
    form.elements.ngay.value = day.dataset.day;
    form.submit();
  };

  document.addEventListener("pointerdown", (event) => {
    const chip = event.target.closest("[data-gio]");
    if (!chip || event.button !== 0 || !event.isPrimary) return;
    start = { chip, x: event.clientX, y: event.clientY, rests: event.pointerType === "touch" };
    if (start.rests) resting = setTimeout(take, HOLD_MS);
  });

  document.addEventListener("pointermove", (event) => {
    if (!start) return;
    if (!held) {
      if (Math.hypot(event.clientX - start.x, event.clientY - start.y) < FAR) return;
      if (start.rests) return leave();
      take();
    }
    const by = event.clientY < EDGE ? -16 : event.clientY > innerHeight - EDGE ? 16 : 0;
    if (by) scrollBy(0, by);
    mark(document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-day]") ?? null);
  });

  document.addEventListener("pointerup", () => {
    const [chip, day] = [held, over];
    leave();
    if (!chip) return;
    swallow = true;
    setTimeout(() => { swallow = false; });
    move(chip, day);
  });

  document.addEventListener("pointercancel", leave);
  document.addEventListener("touchmove", (event) => { if (held) event.preventDefault(); }, { passive: false });
  document.addEventListener("contextmenu", (event) => { if (start?.rests) event.preventDefault(); });
  document.addEventListener("dragstart", (event) => { if (event.target.closest?.("[data-gio]")) event.preventDefault(); });
  document.addEventListener("click", (event) => { if (swallow) { event.preventDefault(); event.stopPropagation(); } }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return leave();
    const line = event.target.closest?.(".thang") ? WEEK : 1;
    const step = { ArrowRight: 1, ArrowDown: line, ArrowLeft: -1, ArrowUp: -line }[event.key];
    const chip = event.shiftKey && step ? event.target.closest("[data-gio]") : null;
    if (!chip) return;
    event.preventDefault();
    const days = [...document.querySelectorAll("[data-day]")];
    move(chip, days[days.indexOf(chip.closest("[data-day]")) + step]);
  });
})();
