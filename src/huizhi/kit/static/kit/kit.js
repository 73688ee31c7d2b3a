// What every page can do beyond its links and forms: the phone's menu, the search overlay, choices that submit themselves.
"use strict";

document.documentElement.classList.add("js");

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-opens]");
  if (!button) return;
  const target = document.getElementById(button.dataset.opens);
  const open = target.classList.toggle("open");
  button.setAttribute("aria-expanded", String(open));
});

// A drop-down closes when somebody goes elsewhere or presses Escape.
document.addEventListener("click", (event) => {
  for (const drop of document.querySelectorAll("details.drop[open]")) {
    if (!drop.contains(event.target)) drop.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const drop of document.querySelectorAll("details.drop[open]")) {
    drop.open = false;
    drop.querySelector("summary").focus();
  }
});

// A button marked data-confirm asks once more before an act that cannot be taken back.
document.addEventListener("submit", (event) => {
  const question = event.submitter && event.submitter.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// Choose all rows of a list at once.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-checks]")) return;
  for (const box of document.querySelectorAll(`input[name="${event.target.dataset.checks}"]`)) box.checked = event.target.checked;
});

// The columns of a list travel in the address as one word.
for (const form of document.querySelectorAll("form[data-columns]")) {
  form.addEventListener("submit", () => {
    const chosen = [...form.querySelectorAll("[data-column]:checked")].map((box) => box.dataset.column);
    form.elements.columns.value = chosen.join(",");
  });
}

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

// Ctrl-K or "/" opens the search; answers come while one types, each a plain link.
(() => {
  const overlay = document.getElementById("search-overlay");
  if (!overlay) return;
  const input = overlay.querySelector("input[name=q]");
  const answers = overlay.querySelector("[data-answers]");
  let last = "";
  let timer = 0;
  let running = null;

  const open = () => {
    if (!overlay.open) overlay.showModal();
    input.select();
  };
  const ask = async () => {
    const words = input.value.trim();
    if (words === last) return;
    last = words;
    if (running) running.abort();
    if (words.length < 2) {
      answers.replaceChildren();
      return;
    }
    running = new AbortController();
    try {
      const address = `${overlay.dataset.url}?part=1&q=${encodeURIComponent(words)}`;
      const answer = await fetch(address, { signal: running.signal, headers: { "X-Part": "1" } });
      if (answer.ok) answers.innerHTML = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") answers.textContent = overlay.dataset.offline;
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 180);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select, [contenteditable]");
    if ((event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing)) {
      event.preventDefault();
      open();
    }
  });
  for (const button of document.querySelectorAll("[data-search]")) button.addEventListener("click", open);
  overlay.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [...answers.querySelectorAll("a")];
    if (!links.length) return;
    event.preventDefault();
    const at = links.indexOf(document.activeElement);
    const next = event.key === "ArrowDown" ? at + 1 : at - 1;
    (links[next] || input).focus();
  });
})();
