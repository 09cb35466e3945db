// Citizens' pages that were read on this phone, without a network: the network first, the kept copy where there is none, and it says so.
// Kept are pages that are the same for everybody. Nothing personal, no search, no video; nobody is told of anything. Staff's own pages are
// `sw_desk.js`'s, which follows this file in `/loa-sw.js`.
"use strict";
const KEPT = "loa-da-doc", MOST = 80, SHELL = "/ngoai-mang";
const READ = /^\/(cong-dan|kenh-chinh-thuc|cam-ket|tin\/\d+|chu-de\/[a-z0-9-]+|co-quan\/[a-z0-9-]+)?$/;
const ASKED = /^\/(tra-cuu|kiem-tra|cau-hoi|theo-doi|dang-ky-thu|dang-ky-tin)$/;
const PARTS = /^\/(static|media)\//;

self.addEventListener("install", (event) => event.waitUntil(prepare()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("fetch", (event) => {
  const request = event.request, place = new URL(request.url);
  if (request.method === "POST" && place.origin === self.location.origin && place.pathname === SIGN_OUT) event.waitUntil(signedOut());
  if (request.method !== "GET" || place.origin !== self.location.origin) return;
  if (request.mode === "navigate" && READ.test(place.pathname)) event.respondWith(read(event, place));
  else if (request.mode === "navigate" && ASKED.test(place.pathname)) event.respondWith(fetch(request).catch(shell));
  else if (request.mode === "navigate") event.respondWith(atDesk(event, place));
  else if (["style", "script", "image"].includes(request.destination) && PARTS.test(place.pathname)) event.respondWith(part(event));
});

async function prepare() {
  const kept = await caches.open(KEPT), page = await fetch(SHELL);
  await kept.addAll((await page.clone().text()).match(/\/static\/[^"]+/g));
  await kept.put(SHELL, page);
  await self.skipWaiting();
}

// The page that brought this script here was read before it could be kept.
async function begin() {
  await self.clients.claim();
  for (const client of await self.clients.matchAll({ type: "window" })) {
    const place = new URL(client.url);
    if (!READ.test(place.pathname)) continue;
    const answer = await fetch(place, { credentials: "same-origin" });
    await Promise.all([heard(place, answer.clone()), keep(place, answer)]);
  }
}

async function keep(place, answer) {
  const kept = await caches.open(KEPT), isForAll = !/no-store/.test(answer.headers.get("cache-control") || "no-store");
  if (answer.status === 404 || answer.status === 410) await kept.delete(place.pathname);
  if (!answer.ok || !isForAll || (place.search && place.search !== "?in=1")) return;
  await kept.put(place.pathname, answer);
  const paths = (await kept.keys()).map((one) => new URL(one.url)).filter((one) => one.pathname !== SHELL && !one.pathname.startsWith("/static/"));
  for (const one of paths.slice(0, -MOST)) await kept.delete(one);
}

async function read(event, place) {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(Promise.all([heard(place, answer.clone()), keep(place, answer.clone())]));
    return answer;
  } catch {
    if (place.pathname === "/" && (await whose())) return deskCopy(place);
    const kept = await (await caches.open(KEPT)).match(place.pathname, { ignoreVary: true });
    if (!kept) return shell();
    const notice = (await text(SHELL)).split("<!--ban-da-luu-->")[1] || "";
    return told((await kept.text()).replace(/<main[^>]*>/, (begins) => begins + notice), kept);
  }
}

async function part(event) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(event.request);
    if (answer.status === 200) event.waitUntil(kept.put(event.request, answer.clone()));
    return answer;
  } catch {
    return (await kept.match(event.request, { ignoreVary: true })) || Response.error();
  }
}

// What to say where nothing was kept: what was read, the newest first.
async function shell() {
  const kept = await caches.open(KEPT), page = await kept.match(SHELL, { ignoreVary: true });
  const lines = [];
  for (const one of (await kept.keys()).reverse()) {
    const path = new URL(one.url).pathname;
    const title = READ.test(path) && (await text(path)).match(/<title>([^<]*)</);
    if (title) lines.push(`<li><a href="${path}">${title[1].split(" · ")[0]}</a></li>`);
  }
  return told((await page.text()).replace("<!--da-doc-->", () => lines.join("")), page);
}

async function text(path) {
  const kept = await (await caches.open(KEPT)).match(path, { ignoreVary: true });
  return kept ? kept.text() : "";
}

function told(page, as) {
  const names = ["content-type", "content-security-policy", "referrer-policy", "x-content-type-options"];
  return new Response(page, { headers: names.filter((name) => as.headers.has(name)).map((name) => [name, as.headers.get(name)]) });
}
