// A part of a page that changes by itself: <div id="…" data-refresh="3" aria-live="polite">. It is fetched again every so
// many seconds while it is on the screen, and no more once the server sends it without the attribute.
"use strict";

(() => {
  const again = async (part) => {
    if (document.hidden) return wait(part);
    try {
      const answer = await fetch(location.href, { headers: { "X-Refresh": part.id }, credentials: "same-origin" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(part.id);
      if (!fresh) return;
      part.replaceChildren(...fresh.childNodes);
      if (fresh.dataset.refresh) wait(part);
      else location.reload();
    } catch {
      wait(part); // the network may be away for a moment
    }
  };
  const wait = (part) => setTimeout(again, Number(part.dataset.refresh) * 1000, part);
  for (const part of document.querySelectorAll("[data-refresh]")) wait(part);
})();
