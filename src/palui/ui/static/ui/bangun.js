/* The service builder in the browser: what every page can do without it, quicker. No inline code, no dependency. */
(() => {
  "use strict";
  const page = document;
  const on = (name, handler) => page.addEventListener(name, handler);
  const wait = 150; // ms after the last key

  // --- the letter beside its text: <form data-draws="address"> with [data-drawing] -----------------
  let timer = 0;
  let asked = null; // the question whose answer is still awaited
  async function draw(form) {
    const place = form.querySelector("[data-drawing]");
    if (asked) asked.abort(); // never an older answer over a newer one
    const mine = asked = new AbortController();
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.draws, { method: "POST", body: new URLSearchParams(new FormData(form)), signal: mine.signal });
      const text = await answer.text();
      if (mine !== asked || !answer.ok) return;
      const before = Array.from(place.querySelectorAll("img"));
      place.innerHTML = text;
      // What is wrong stands above the last page that could be drawn.
      if (!place.querySelector("img")) before.forEach((picture) => { picture.classList.add("old"); place.append(picture); });
      const field = form.querySelector("[data-body], #isian-body");
      const wrong = place.querySelector("#surat-salah");
      if (field) field.toggleAttribute("data-wrong", Boolean(wrong));
    } catch (gone) { /* a newer one is on its way, or the network is away: the button is still there */ }
    finally { if (mine === asked) { place.removeAttribute("aria-busy"); asked = null; } }
  }
  on("input", ({ target }) => {
    const form = target.form && target.form.closest("[data-draws]");
    if (!form) return;
    clearTimeout(timer);
    timer = setTimeout(() => draw(form), wait);
  });

  // --- putting something into the text: <button data-insert="…"> -----------------------------------
  on("click", ({ target }) => {
    const button = target.closest("button[data-insert]");
    if (!button) return;
    const field = page.getElementById("isian-body");
    const { selectionStart: start, selectionEnd: end, value } = field;
    const text = button.dataset.insert;
    if (button.hasAttribute("data-block")) {
      // On a line of its own: after the line in which the cursor stands, with an empty line before and after.
      const line = value.lastIndexOf("\n", start - 1) + 1;
      const stop = value.indexOf("\n", start) < 0 ? value.length : value.indexOf("\n", start);
      const at = value.slice(line, stop).trim() ? stop : line;
      const before = value.slice(0, at);
      const gap = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
      const after = value.slice(at).startsWith("\n\n") ? "" : value.slice(at).startsWith("\n") ? "\n" : "\n\n";
      field.setRangeText(gap + text + after, at, at, "end");
    } else {
      const chosen = value.slice(start, end);
      const marked = /^(\*+)(.+?)\1$/.exec(text);
      field.setRangeText(marked && chosen ? marked[1] + chosen + marked[1] : text, start, end, "end");
    }
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // --- asking for the page again when what is chosen brings other fields: <form data-redraws> ------
  async function redraw(form, focused) {
    const sent = new URLSearchParams(new FormData(form));
    sent.set("ulang", "1");
    const answer = await fetch(form.action, { method: "POST", body: sent }).catch(() => null);
    if (!answer || !answer.ok) return;
    const made = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(form.id);
    if (!made) return;
    form.replaceChildren(...made.childNodes);
    const field = page.getElementById(focused);
    if (field) field.focus();
  }
  on("change", ({ target }) => {
    const form = target.form && target.form.closest("[data-redraws]");
    if (form && (target.matches("[data-redraw]") || target.name === "kind")) redraw(form, target.id);
  });

  // --- a short name made of a long one, until somebody writes it: see NewServiceForm ----------------
  const code = page.getElementById("isian-code");
  const title = page.getElementById("isian-title");
  if (code && title) {
    const without = new Set(["surat", "keterangan", "pengantar", "kartu"]);
    on("input", ({ target }) => {
      if (target === code) code.dataset.own = "yes";
      if (target !== title || code.dataset.own) return;
      const words = title.value.normalize("NFKD").toLowerCase().match(/[a-z0-9]+/g) || [];
      while (words.length > 1 && without.has(words[0])) words.shift();
      while (words.length && /^\d/.test(words[0])) words.shift();
      code.value = words.join("-").slice(0, 34).replace(/-$/, "");
    });
  }
})();
