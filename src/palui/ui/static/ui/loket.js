/* The counter by keyboard: find, choose, fill in, photograph, send, print, next. Every page works without this. */
(() => {
  "use strict";
  const page = document;
  const on = (name, handler, root = page) => root.addEventListener(name, handler);
  const words = (text) => (window.paluiWords && window.paluiWords[text]) || text;
  const plain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey;
  const wants = () => { try { return localStorage.getItem("palui-keys") !== "off"; } catch (blocked) { return true; } };
  const typing = (event) => event.target.closest("input, select, textarea, dialog, summary, [contenteditable]");

  // --- finding: arrows walk through the people, Enter opens the first -------------------------------
  const found = () => Array.from(page.querySelectorAll("[data-people] a"));
  on("keydown", (event) => {
    const box = event.target.closest("[data-finder] input[type=search]");
    const links = found();
    const here = links.indexOf(page.activeElement);
    if (!plain(event) || (!box && here < 0)) return;
    if (event.key === "ArrowDown" && links.length) { event.preventDefault(); links[Math.min(here + 1, links.length - 1)].focus(); }
    if (event.key === "ArrowUp" && here >= 0) { event.preventDefault(); (links[here - 1] || page.getElementById("cari")).focus(); }
    const list = page.querySelector("[data-people]");
    if (box && event.key === "Enter" && list && list.dataset.for === box.value.trim()) { event.preventDefault(); links[0].click(); }
  });
  // Enter came before the answer did: the first one is ready to be opened.
  let pressed = false;
  on("submit", ({ target }) => { if (target.matches("[data-finder]")) pressed = true; });
  on("htmx:afterSwap", () => { if (pressed && found().length) found()[0].focus(); pressed = false; });

  // --- choosing a service: its number, or its first letter ------------------------------------------
  on("keydown", (event) => {
    const picks = Array.from(page.querySelectorAll("[data-picks] button"));
    if (!picks.length || !plain(event) || typing(event) || !wants()) return;
    const exact = picks.find((pick) => pick.dataset.key === event.key);
    if (exact) { event.preventDefault(); exact.click(); return; }
    const here = picks.indexOf(page.activeElement);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step) { event.preventDefault(); picks[(here + step + picks.length) % picks.length].focus(); return; }
    const letter = event.key.length === 1 ? event.key.toLowerCase() : "";
    const after = [...picks.slice(here + 1), ...picks.slice(0, here + 1)];
    const next = letter && after.find((pick) => pick.lastElementChild.textContent.trim().toLowerCase().startsWith(letter));
    if (next) { event.preventDefault(); next.focus(); }
  });

  // --- one key on a page: <a data-press="n"> -----------------------------------------------------------
  on("keydown", (event) => {
    if (!plain(event) || typing(event) || !wants()) return;
    const target = page.querySelector(`[data-press="${CSS.escape(event.key.toLowerCase())}"]`);
    if (target) { event.preventDefault(); target.click(); }
  });

  // --- consent: only what belongs to the chosen way ------------------------------------------------------
  function showConsent() {
    const chosen = page.querySelector("[name=setuju]:checked");
    page.querySelectorAll("[data-consent]").forEach((part) => { part.hidden = !chosen || part.dataset.consent !== chosen.value; });
  }
  on("change", ({ target }) => {
    if (target.name !== "setuju") return;
    showConsent();
    const said = page.getElementById("setuju_kata");
    if (target.value === "spoken" && said && !said.value) said.value = page.querySelector("#setuju-contoh option").value;
  });

  // --- a camera at the counter: beside every place for a file ---------------------------------------------
  const dialog = () => page.getElementById("kamera");
  let field = null;
  let stream = null;
  function addCameras() {
    if (!dialog() || !navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) return;
    page.querySelectorAll("[data-counter] input[type=file]:not([data-camera])").forEach((input) => {
      input.dataset.camera = "yes";
      const button = page.createElement("button");
      const label = page.querySelector(`label[for="${CSS.escape(input.id)}"]`);
      button.type = "button";
      button.className = "second small";
      button.textContent = words("Pakai kamera");
      if (label) button.setAttribute("aria-label", words("Pakai kamera") + ": " + label.textContent.trim());
      on("click", () => openCamera(input), button);
      input.after(button);
    });
  }
  async function openCamera(input) {
    field = input;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1600 }, facingMode: "environment" } });
    } catch (refused) {
      trouble(words("Kamera tidak bisa dibuka. Pilih berkasnya saja."));
      return;
    }
    const video = dialog().querySelector("video");
    video.srcObject = stream;
    dialog().showModal();
    await video.play();
    dialog().querySelector("[data-snap]").focus();
  }
  function closeCamera() {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    if (dialog().open) dialog().close();
    if (field) field.focus();
  }
  function snap() {
    const video = dialog().querySelector("video");
    const canvas = page.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d").drawImage(video, 0, 0);
    canvas.toBlob((blob) => {
      const basket = new DataTransfer();
      basket.items.add(new File([blob], "kamera.jpg", { type: "image/jpeg" }));
      field.files = basket.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      closeCamera();
    }, "image/jpeg", 0.85);
  }
  on("click", ({ target }) => {
    if (target.closest("[data-snap]")) snap();
    if (target.closest("[data-stop]")) closeCamera();
  });

  // --- sending over a weak line: nothing is lost, and it is tried again ------------------------------------
  function trouble(text) {
    const place = page.querySelector("[data-trouble]");
    if (place) { place.textContent = text; place.hidden = !text; }
  }
  const WAITS = [3, 6, 12, 20, 30];
  let isSending = false;
  async function send(form, submitter) {
    if (isSending) return;
    isSending = true;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const body = new FormData(form);
        if (submitter && submitter.name) body.append(submitter.name, submitter.value);
        const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", redirect: "follow" });
        if (answer.status >= 500) throw new Error(String(answer.status));
        trouble("");
        const stays = new URL(answer.url).pathname === location.pathname;
        if (answer.redirected && !stays) { location.assign(answer.url); return; }
        show(await answer.text());
        if (submitter && submitter.name === "kirim_kode" && page.getElementById("setuju_kode")) page.getElementById("setuju_kode").focus();
        break;
      } catch (failed) {
        const seconds = WAITS[Math.min(attempt, WAITS.length - 1)];
        trouble(words("Belum terkirim: sambungan terputus. Isian aman di layar ini dan dicoba lagi dalam ") + seconds + words(" detik."));
        await new Promise((done) => { const timer = setTimeout(done, seconds * 1000); on("online", () => { clearTimeout(timer); done(); }, window); });
      }
    }
    isSending = false;
  }
  /* What the server answered in place of this page: what needs correcting, with what was typed. */
  function show(text) {
    const answer = new DOMParser().parseFromString(text, "text/html");
    const files = new Map(Array.from(page.querySelectorAll("[data-counter] input[type=file]"), (input) => [input.name, input.files]));
    page.title = answer.title;
    page.querySelector("main").replaceWith(page.adoptNode(answer.querySelector("main")));
    // A file that could not be kept is still chosen.
    page.querySelectorAll("[data-counter] .wrong input[type=file]").forEach((input) => { if (files.get(input.name)) input.files = files.get(input.name); });
    if (window.htmx) window.htmx.process(page.querySelector("main"));
    ready();
    const summary = page.querySelector(".error-summary");
    if (summary) summary.focus();
  }
  on("submit", (event) => {
    if (!event.target.matches("[data-counter]") || event.defaultPrevented || !window.fetch) return;
    event.preventDefault();
    delete event.target.dataset.sending;
    send(event.target, event.submitter);
  });
  on("keydown", (event) => {
    const form = page.querySelector("[data-counter]");
    if (form && event.key === "Enter" && event.ctrlKey) { event.preventDefault(); form.requestSubmit(); }
  });

  function ready() {
    showConsent();
    addCameras();
    const first = page.querySelector("[data-counter] [aria-invalid=true]") || page.querySelector("[data-counter] #pertanyaan :is(input:not([type=hidden]), select, textarea)");
    if (first && !page.querySelector(".error-summary")) first.focus();
  }
  on("htmx:afterSwap", addCameras);
  if (page.readyState === "complete") ready(); else on("DOMContentLoaded", ready);
})();
