// Turns on, for this browser, the notification that posts wait (calls_worker.js shows it). Without this script mail still calls.
"use strict";
(() => {
  const form = document.querySelector("form[data-push]");
  if (!form) return;
  const button = form.querySelector("button");
  const say = (what) => {
    for (const one of form.querySelectorAll("[data-when]")) one.hidden = one.dataset.when !== what;
    button.hidden = what !== "able" && what !== "failed";
  };
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return say("unable");
  say(Notification.permission === "denied" ? "blocked" : "able");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      if ((await Notification.requestPermission()) !== "granted") return say("blocked");
      const given = (await subscribed()).toJSON();
      form.elements.diem.value = given.endpoint;
      form.elements.khoa.value = given.keys.p256dh;
      form.elements.ma.value = given.keys.auth;
      form.submit();
    } catch {
      say("failed");
    } finally {
      button.disabled = false;
    }
  });

  async function subscribed() {
    const there = await navigator.serviceWorker.register("/static/calls_worker.js", { scope: "/static/" });
    const worker = there.installing || there.waiting || there.active;
    if (worker.state !== "activated")
      await new Promise((done) => worker.addEventListener("statechange", () => worker.state === "activated" && done()));
    // One that another home asked for, or this one before its key was lost, would be refused.
    await (await there.pushManager.getSubscription())?.unsubscribe();
    return there.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.push });
  }
})();
