// What is typed into a form is kept on this device until the server has it: through a lost session, a crash, a closed lid.
// Passwords, files and hidden fields are never kept. A draft belongs to one account and one form.
"use strict";

(() => {
  const DAYS_KEPT = 14;
  const account = document.body.dataset.account || "public";
  const name = (key) => `huizhi-draft:${account}:${key}`;

  // The server says by a cookie which form it has taken.
  const taken = document.cookie.split("; ").find((part) => part.startsWith("draft_done="));
  if (taken) {
    localStorage.removeItem(name(decodeURIComponent(decodeURIComponent(taken.slice("draft_done=".length)))));
    document.cookie = "draft_done=; Max-Age=0; path=/; SameSite=Lax";
  }

  const oldest = Date.now() - DAYS_KEPT * 86400e3;
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith("huizhi-draft:")) continue;
    try {
      if (JSON.parse(localStorage.getItem(key)).at < oldest) localStorage.removeItem(key);
    } catch {
      localStorage.removeItem(key);
    }
  }

  const kept = (field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && !field.dataset.noDraft;

  const read = (form) => {
    const values = {};
    for (const field of form.elements) {
      if (!kept(field)) continue;
      if (field.type === "checkbox" || field.type === "radio") {
        values[field.name] ||= [];
        if (field.checked) values[field.name].push(field.value);
      } else if (field.multiple) {
        values[field.name] = [...field.selectedOptions].map((option) => option.value);
      } else {
        (values[field.name] ||= []).push(field.value);
      }
    }
    return values;
  };

  const write = (form, values) => {
    const used = {};
    for (const field of form.elements) {
      if (!kept(field) || !(field.name in values)) continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = values[field.name].includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = values[field.name].includes(option.value);
      else {
        const n = (used[field.name] ??= -1) + 1;
        used[field.name] = n;
        if (n < values[field.name].length) field.value = values[field.name][n];
      }
    }
  };

  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = name(form.dataset.draft);
    const note = form.querySelector("[data-draft-note]");
    const first = JSON.stringify(read(form));
    let stored = null;
    try {
      stored = JSON.parse(localStorage.getItem(key));
    } catch {
      localStorage.removeItem(key);
    }
    // A form that comes back with errors already holds what was typed.
    const returned = form.querySelector("[aria-invalid=true]") || form.dataset.bound === "1";
    if (stored && !returned && JSON.stringify(stored.values) !== first) {
      write(form, stored.values);
      form.dispatchEvent(new Event("change", { bubbles: true }));
      const restored = form.querySelector("[data-draft-restored]");
      if (restored) {
        restored.hidden = false;
        restored.querySelector("[data-draft-at]").textContent = new Date(stored.at).toLocaleString(document.documentElement.lang);
        restored.querySelector("[data-draft-drop]").addEventListener("click", () => {
          localStorage.removeItem(key);
          write(form, JSON.parse(first));
          restored.hidden = true;
        });
      }
    }
    let timer = 0;
    const keep = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        try {
          localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: read(form) }));
          if (note) note.hidden = false;
        } catch {
          if (note) note.hidden = true;
        }
      }, 300);
    };
    form.addEventListener("input", keep);
    form.addEventListener("change", (event) => event.isTrusted && keep());
    window.addEventListener("pagehide", () => {
      if (timer) localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: read(form) }));
    });
  }

  const wrong = document.querySelector("[data-first]");
  if (wrong) wrong.focus();
})();
