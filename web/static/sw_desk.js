// Staff's pages that were opened since this person signed in, to be read without a network (docs/decisions/0037). The server names the pages
// that may be kept, whose they are and until when; kept is text to read, without forms, scripts and hidden fields. Forgotten when the
// person signs out, when somebody else's page comes, when the server knows nobody, and when the sign-in is over.
"use strict";
const DESK = "loa-can-bo", MOST_DESK = 30, OF_WHOM = "/can-bo/cua-ai", DESK_SHELL = "/can-bo/ngoai-mang", SIGN_OUT = "/dang-xuat";
const ended = new Set();

async function whose() {
  const told = await (await caches.open(DESK)).match(OF_WHOM);
  if (!told) return null;
  const now = await told.json();
  if (now.until * 1000 > Date.now()) return now;
  await forget();
  return null;
}

// A page that is still on its way is not kept once its sign-in has ended.
async function forget(mark) {
  if (mark) ended.add(mark);
  await caches.delete(DESK);
}

async function signedOut() {
  const now = await (await caches.open(DESK)).match(OF_WHOM);
  await forget(now && (await now.json()).mark);
}

// What a page from the network says of itself.
async function heard(place, answer) {
  const before = await whose(), said = answer.headers.get("loa-keep");
  if (said === null) return;
  if (said === "none") return signedOut();
  const [mark, until, wish] = said.split(" ");
  if (ended.has(mark)) return;
  if (before && before.mark !== mark) await forget(before.mark);
  if (wish !== "keep") return;
  const page = toRead(await answer.text()), styles = await caches.open(KEPT);
  for (const path of page.match(/\/static\/[^"]+\.css/g) || []) if (!(await styles.match(path))) await styles.add(path).catch(() => {});
  const shell = await fetch(DESK_SHELL);
  if (ended.has(mark)) return;
  const kept = await caches.open(DESK), address = place.pathname + place.search;
  await kept.put(OF_WHOM, new Response(JSON.stringify({ mark, until: Number(until) })));
  if (shell.ok) await kept.put(DESK_SHELL, shell);
  await kept.delete(address);
  await kept.put(address, told(page, answer));
  const pages = (await kept.keys()).filter((one) => !new URL(one.url).pathname.startsWith("/can-bo/"));
  for (const one of pages.slice(0, -MOST_DESK)) await kept.delete(one);
}

function toRead(page) {
  const [whole, notice] = page.match(/<template id="ban-da-luu">([^]*?)<\/template>/) || ["", ""];
  return page.replace(whole, "").replace(/<main[^>]*>/, (begins) => begins + notice)
    .replace(/<script\b[^>]*>[^]*?<\/script>/g, "").replace(/<input type="hidden"[^>]*>/g, "")
    .replace(/<(button|input|select|textarea)\b/g, "<$1 disabled");
}

// Only while the sign-in lasts; what was not opened in it is not there, and the page says what is.
async function deskCopy(place) {
  if (!(await whose())) return Response.error();
  const kept = await caches.open(DESK), copy = await kept.match(place.pathname + place.search, { ignoreVary: true });
  if (copy) return copy;
  const shell = await kept.match(DESK_SHELL, { ignoreVary: true }), lines = [];
  if (!shell) return Response.error();
  for (const one of (await kept.keys()).reverse()) {
    const { pathname, search } = new URL(one.url);
    if (pathname.startsWith("/can-bo/")) continue;
    const title = (await (await kept.match(one, { ignoreVary: true })).text()).match(/<title>([^<]*)</);
    if (title) lines.push(`<li><a class="tap" href="${pathname}${search.replace(/[&"<>]/g, (sign) => `&#${sign.charCodeAt()};`)}">${title[1].split(" · ")[0]}</a></li>`);
  }
  return told((await shell.text()).replace("<!--da-mo-->", () => lines.join("")), shell);
}

async function atDesk(event, place) {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(heard(place, answer.clone()));
    return answer;
  } catch {
    return deskCopy(place);
  }
}
