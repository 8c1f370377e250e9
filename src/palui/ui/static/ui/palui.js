/* Palui in the browser: small comforts over pages that work without any of this.
   Every comfort hangs on a data attribute; the style guide shows each. No inline code, no eval, no dependency. */
(() => {
  "use strict";
  const page = document;
  const all = (selector, root = page) => Array.from(root.querySelectorAll(selector));
  const on = (name, handler, root = page) => root.addEventListener(name, handler);
  page.documentElement.classList.add("js");

  // --- the reader's language: Indonesian unless a list of words came first ------------------------
  const words = (text) => (window.paluiWords && window.paluiWords[text]) || text;

  // --- saying things -------------------------------------------------------------------------
  function say(text, bad) {
    const place = page.getElementById("toasts");
    if (!place) return;
    const toast = page.createElement("div");
    toast.className = bad ? "toast bad" : "toast";
    toast.setAttribute("role", bad ? "alert" : "status");
    toast.textContent = text;
    place.append(toast);
    if (!bad) setTimeout(() => toast.remove(), 6000);
  }

  const clock = () => new Date().toLocaleTimeString(words("id-ID"), { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Makassar" });

  // --- typed data stays until it has been sent: <form data-keep> --------------------------------
  const keyOf = (form) => "palui:" + location.pathname + ":" + (form.dataset.keep || "form");
  const keeps = (field) =>
    field.name && !field.disabled && !["hidden", "password", "file", "submit", "button"].includes(field.type) && !field.closest("[data-secret]");

  function remember(form, sent) {
    const typed = Array.from(form.elements).filter(keeps).map((field) =>
      [field.name, field.type === "checkbox" || field.type === "radio" ? [field.value, field.checked] : field.value]);
    try { sessionStorage.setItem(keyOf(form), JSON.stringify({ typed, sent })); } catch (full) { /* a full store keeps nothing */ }
  }

  function putBack(form, typed) {
    let changed = false;
    const seen = {};
    for (const [name, value] of typed) {
      const place = (seen[name] = (seen[name] || 0) + 1) - 1;
      const fields = Array.from(form.elements).filter((field) => field.name === name && keeps(field));
      if (Array.isArray(value)) {
        const box = fields.find((field) => field.value === value[0]);
        if (box && box.checked !== value[1]) { box.checked = value[1]; changed = true; }
      } else if (fields[place] && fields[place].value !== value) {
        fields[place].value = value;
        changed = true;
      }
    }
    return changed;
  }

  function restore() {
    let kept;
    try { kept = Object.keys(sessionStorage).filter((key) => key.startsWith("palui:")); } catch (blocked) { return; }
    const failed = page.body.hasAttribute("data-failed");
    const forms = new Map(all("form[data-keep]").map((form) => [keyOf(form), form]));
    for (const key of kept) {
      const { typed, sent } = JSON.parse(sessionStorage.getItem(key));
      const form = forms.get(key);
      if (failed) sessionStorage.setItem(key, JSON.stringify({ typed, sent: false }));
      // The server has answered: with another page, or with this one and what was typed in it.
      else if (sent && (!form || form.querySelector("[aria-invalid=true]"))) sessionStorage.removeItem(key);
      else if (form && putBack(form, typed)) {
        say(words("Isian yang belum terkirim sudah kami kembalikan."));
        // Questions that depend on an answer follow it, once htmx listens.
        setTimeout(() => form.dispatchEvent(new Event("change", { bubbles: true })));
      }
    }
  }

  on("input", ({ target }) => { if (target.form && target.form.matches("[data-keep]")) remember(target.form, false); });
  on("submit", ({ target }) => {
    if (target.matches("[data-keep]")) remember(target, true);
    if (target.matches('[action$="/keluar/"]')) sessionStorage.clear(); // the next person at this device starts clean
  });

  // --- asking once more: data-confirm="…" on a form, a button or a link -------------------------
  function ask(text, label) {
    const dialog = page.createElement("dialog");
    if (!dialog.showModal) return Promise.resolve(window.confirm(text));
    const question = page.createElement("p");
    const row = page.createElement("form");
    const yes = page.createElement("button");
    const no = page.createElement("button");
    question.textContent = text; question.className = "dialog-text"; question.id = "ask";
    row.method = "dialog"; row.className = "row";
    yes.value = "yes"; yes.textContent = label || words("Ya, lanjutkan");
    no.value = "no"; no.textContent = words("Batal"); no.className = "second"; no.autofocus = true;
    row.append(yes, no);
    dialog.setAttribute("aria-labelledby", "ask");
    dialog.append(question, row);
    page.body.append(dialog);
    dialog.showModal();
    return new Promise((answer) => on("close", () => { dialog.remove(); answer(dialog.returnValue === "yes"); }, dialog));
  }

  async function first(event, asker, then) {
    if (asker.dataset.asked) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await ask(asker.dataset.confirm, asker.dataset.confirmLabel))) return;
    asker.dataset.asked = "yes";
    then();
    delete asker.dataset.asked;
  }
  page.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-confirm], a[data-confirm]");
    if (button) first(event, button, () => button.click());
  }, true);
  page.addEventListener("submit", (event) => {
    const { target, submitter } = event;
    if (target.matches("form[data-confirm]") && target.requestSubmit) first(event, target, () => target.requestSubmit(submitter));
  }, true);

  // A double tap on a slow phone sends once; a photo that is still being made smaller is waited for.
  const shrinking = new WeakMap();
  on("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("method") !== "post" || event.defaultPrevented) return;
    const photo = shrinking.get(form);
    if (photo) {
      event.preventDefault();
      photo.then(() => form.requestSubmit(event.submitter));
    } else if (form.dataset.sending) {
      event.preventDefault();
    } else {
      form.dataset.sending = "yes";
      setTimeout(() => delete form.dataset.sending, 8000);
    }
  });
  on("pageshow", () => all("form[data-sending]").forEach((form) => delete form.dataset.sending), window);

  // --- photos: shown and made smaller before they travel ----------------------------------------
  const LONGEST = 1600; // as the server keeps it
  const BIG = 4e5;
  const MOST = 25 * 1024 * 1024;

  async function shrink(input) {
    const files = [];
    const stage = all("canvas", input.parentElement)[0] || input.parentElement.appendChild(page.createElement("canvas"));
    stage.hidden = true;
    for (const file of input.files) {
      files.push(file);
      if (!/^image\//.test(file.type) || !window.createImageBitmap) continue;
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
      if (!picture) continue;
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      stage.width = Math.round(picture.width * scale);
      stage.height = Math.round(picture.height * scale);
      const brush = stage.getContext("2d");
      brush.fillStyle = "#fff"; // JPEG knows nothing see-through
      brush.fillRect(0, 0, stage.width, stage.height);
      brush.drawImage(picture, 0, 0, stage.width, stage.height);
      stage.hidden = false;
      stage.setAttribute("role", "img");
      stage.setAttribute("aria-label", words("Foto yang dipilih: ") + file.name);
      picture.close();
      if (file.size < BIG || !stage.toBlob) continue;
      const blob = await new Promise((done) => stage.toBlob(done, "image/jpeg", 0.8));
      if (blob && blob.size < file.size) files[files.length - 1] = new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
    }
    if (files.some((file) => file.size > MOST)) {
      input.value = "";
      return say(words("Berkas ini lebih dari 25 MB. Pilih berkas yang lebih kecil."), true);
    }
    try {
      const basket = new DataTransfer();
      files.forEach((file) => basket.items.add(file));
      input.files = basket.files;
    } catch (old) { /* an old browser sends the photo as it is; the server makes it smaller */ }
  }

  on("change", ({ target }) => {
    if (!target.matches('input[type=file][accept^="image/"]') || !target.files.length) return;
    const form = target.form;
    const work = shrink(target).catch(() => 0).then(() => { if (form) shrinking.delete(form); });
    if (form && form.requestSubmit) shrinking.set(form, work);
  });

  // --- place: <div data-place> with [data-lat], [data-lon], button[data-locate] ------------------
  function locate(box) {
    const status = box.querySelector("[data-status]");
    const tell = (text) => { if (status) status.textContent = text; };
    if (!navigator.geolocation) { tell(words("Ponsel ini tidak bisa menunjukkan lokasi. Tulis alamatnya saja.")); return; }
    tell(words("Mencari lokasi…"));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        box.querySelector("[data-lat]").value = coords.latitude.toFixed(6);
        box.querySelector("[data-lon]").value = coords.longitude.toFixed(6);
        const precision = box.querySelector("[data-accuracy]");
        if (precision) precision.value = Math.round(coords.accuracy);
        tell(words("Lokasi terisi, ketelitian sekitar ") + Math.round(coords.accuracy) + words(" meter."));
        box.querySelector("[data-lat]").dispatchEvent(new Event("input", { bubbles: true }));
      },
      () => tell(words("Lokasi tidak terbaca. Nyalakan lokasi di ponsel, atau tulis alamatnya saja.")),
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 }
    );
  }

  // --- one tap -----------------------------------------------------------------------------------
  on("click", ({ target }) => {
    const button = target.closest("button, [data-select-all]");
    if (!button) return;
    const { copy } = button.dataset;
    if (copy !== undefined) {
      const done = () => say(words("Tersalin: ") + copy);
      if (navigator.clipboard) navigator.clipboard.writeText(copy).then(done, () => say(words("Belum bisa menyalin. Tekan lama tulisannya."), true));
      else say(words("Belum bisa menyalin. Tekan lama tulisannya."), true);
    }
    if (button.matches("[data-print]")) window.print();
    if (button.matches("[data-reload]")) location.reload();
    if (button.matches("[data-close]")) button.parentElement.remove();
    if (button.matches("[data-locate]")) locate(button.closest("[data-place]"));
    if (button.matches("[data-opens]")) page.getElementById(button.dataset.opens).showModal();
    if (button.matches("[data-reveal]")) {
      const field = page.getElementById(button.dataset.reveal);
      field.type = field.type === "password" ? "text" : "password";
      button.setAttribute("aria-pressed", field.type === "text");
    }
  });

  // --- tables: <input type="checkbox" data-select-all="name"> --------------------------------------
  function count(name) {
    const boxes = all(`input[type=checkbox][name="${name}"]`);
    const ticked = boxes.filter((box) => box.checked).length;
    all(`[data-select-all="${name}"]`).forEach((box) => { box.checked = ticked === boxes.length && ticked > 0; box.indeterminate = ticked > 0 && ticked < boxes.length; });
    all(`[data-count="${name}"]`).forEach((place) => { place.textContent = ticked; });
  }
  on("change", ({ target }) => {
    const name = target.dataset.selectAll;
    if (name) all(`input[type=checkbox][name="${name}"]:not(:disabled)`).forEach((box) => { box.checked = target.checked; });
    if (name || (target.type === "checkbox" && target.name)) count(name || target.name);
  });

  // --- saved by itself: the form asks through htmx, the sign says how it went ----------------------
  function saved(event, state, text) {
    const form = event.target.closest("form");
    const sign = form && form.querySelector("[data-saved]");
    if (sign) { sign.dataset.state = state; sign.textContent = text; }
  }
  on("htmx:beforeRequest", (event) => saved(event, "saving", words("Menyimpan…")));
  on("htmx:afterRequest", (event) => {
    const { xhr } = event.detail;
    if (xhr.status >= 200 && xhr.status < 400) saved(event, "saved", words("Tersimpan otomatis, ") + clock());
    else saved(event, "failed", words("Belum tersimpan. Kami simpan dulu di peramban ini."));
  });
  on("htmx:sendError", () => say(words("Tidak ada sambungan. Coba lagi sebentar."), true));

  // --- desks: j and k walk, Enter opens, / searches, ? helps. Can be switched off (WCAG 2.1.4) -----
  const wants = () => { try { return localStorage.getItem("palui-keys") !== "off"; } catch (blocked) { return true; } };
  function walk(by) {
    const links = all("[data-rows] tbody tr").map((row) => row.querySelector("a")).filter(Boolean);
    const here = links.findIndex((link) => link.closest("tr").contains(page.activeElement));
    const next = links[Math.min(Math.max(here + by, 0), links.length - 1)];
    if (next) next.focus();
  }
  on("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !page.querySelector("[data-rows]")) return;
    if (event.target.closest("input, select, textarea, dialog, [contenteditable]") || !wants()) return;
    const keys = {
      j: () => walk(1),
      k: () => walk(-1),
      "/": () => { const field = page.querySelector("[data-search]") || page.querySelector("input[type=search]"); if (field) field.focus(); },
      "?": () => { const help = page.getElementById("shortcuts"); if (help) help.showModal(); },
    };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });

  // --- when the page is there ----------------------------------------------------------------------
  function ready() {
    const summary = page.querySelector(".error-summary");
    if (summary) summary.focus();
    restore();
    // On a narrow screen the place one is at may stand outside the strip.
    all(".masthead nav, .tabs").forEach((strip) => {
      const here = strip.querySelector("[aria-current]");
      if (here) strip.scrollLeft = here.offsetLeft - strip.offsetLeft - (strip.clientWidth - here.clientWidth) / 2;
    });
    all("[data-keys]").forEach((box) => {
      box.checked = wants();
      on("change", () => { try { localStorage.setItem("palui-keys", box.checked ? "on" : "off"); } catch (blocked) { /* stays on */ } }, box);
    });
    const worker = page.body.dataset.worker;
    if (worker && navigator.serviceWorker && window.isSecureContext) navigator.serviceWorker.register(worker).catch(() => 0);
  }
  if (page.readyState === "complete") ready(); else on("DOMContentLoaded", ready);
})();
