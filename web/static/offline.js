// Lets what was read on this phone be read again without a network (sw.js, sw_desk.js); without this script pages are the same.
"use strict";
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/loa-sw.js").catch(() => {});
