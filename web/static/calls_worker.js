// Shows what Loa tells this browser, and opens what it tells of. It has no fetch handler: of staff's pages nothing is kept or served.
"use strict";
self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));

self.addEventListener("push", (event) => {
  const told = event.data ? event.data.json() : {};
  const shown = { body: told.body, tag: told.tag, lang: "vi", data: { url: told.url } };
  event.waitUntil(self.registration.showNotification(told.title || "Loa", shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(new URL(event.notification.data.url || "/cho-duyet", self.location.origin).href));
});
