// Opens what is folded round the part that the address names, where a browser does not do so by itself; and all that only a phone
// folds (`.phone-fold`) on a wide screen whose browser cannot show it by style. Without this script one opens each by hand.
"use strict";
(() => {
  const SHUT = "details:not([open])";

  const reveal = () => {
    const part = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!part || !part.closest(SHUT)) return;
    for (let fold = part.closest(SHUT); fold; fold = part.closest(SHUT)) fold.open = true;
    part.scrollIntoView();
  };

  if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width:761px)").matches) {
    for (const fold of document.querySelectorAll("details.phone-fold")) fold.open = true;
  }
  addEventListener("hashchange", reveal);
  reveal();
})();
