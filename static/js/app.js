/* Improves pages that already work: shortcuts, chosen rows, refusals of parts of a page. Texts come from data-* attributes. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const visible = (element) => element && element.getClientRects().length > 0;
  const places = { u: "/uppgifter/", a: "/arenden/", d: "/diarium/", s: "/sammantraden/" };
  const writing = (target) =>
    target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");
  let waitsForPlace = 0;

  /* Rows: the row's link is what Enter opens. */
  const rows = () => $$("table.list tbody tr").filter((row) => visible(row) && $("a, input", row));
  const currentRow = () => document.activeElement.closest?.("table.list tbody tr");
  function move(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(currentRow());
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
    const target = $(".row-link", next) || $("a", next) || $("input", next);
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  }
  function choose() {
    const box = currentRow() && $("[data-row]", currentRow());
    if (box) box.click();
  }

  function single(event) {
    const key = event.key;
    if (Date.now() - waitsForPlace < 1500) {
      waitsForPlace = 0;
      const link = places[key] && $(`.side-menu a[href="${places[key]}"]`);
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    if (key === "g") { waitsForPlace = Date.now(); return; }
    if (key === "j" || key === "k") { event.preventDefault(); move(key === "j" ? 1 : -1); return; }
    if (key === "x") { choose(); return; }
    if (key === "?") { event.preventDefault(); location.href = document.body.dataset.shortcuts; return; }
    const target = $$("[data-shortcut]").find((element) => element.dataset.shortcut === key && visible(element));
    if (target) {
      event.preventDefault();
      if (target.matches("input")) target.select(); else target.click();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey) {
      const wanted = event.key === "Enter" ? (event.shiftKey ? "[data-again]" : "[data-primary]") : event.key === "s" ? "[data-save]" : "";
      const button = wanted && $$(wanted).find(visible);
      if (button) { event.preventDefault(); button.click(); }
      return;
    }
    if (event.key === "Escape") {
      const open = event.target.closest?.(".drop[open]") || $(".drop[open]");
      if (open) { open.open = false; $("summary", open).focus(); }
      return;
    }
    if (document.body.dataset.shortcuts && !writing(event.target)) single(event);
  });

  document.addEventListener("click", (event) => {
    $$(".drop[open]").forEach((drop) => { if (!drop.contains(event.target)) drop.open = false; });
  });

  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-print]")) window.print(); });

  /* Bulk bar: shown when a row is chosen, with the number in words. */
  function countRows() {
    $$("[data-bulk]").forEach((bar) => {
      const form = bar.closest("form") || document;
      const chosen = $$("[data-row]:checked", form).length;
      const text = $("[data-one]", bar);
      bar.hidden = chosen === 0;
      if (text) text.textContent = (chosen === 1 ? text.dataset.one : text.dataset.many).replace("{n}", chosen);
    });
  }
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-row-all]")) {
      $$("[data-row]", event.target.form).forEach((box) => { box.checked = event.target.checked; });
    } else if (!event.target.matches("[data-row]")) return;
    countRows();
  });
  $$("[data-row-all]").forEach((box) => { box.hidden = false; });

  /* A part of a page that was refused: its whole page is read, its words are shown where messages are. */
  document.addEventListener("htmx:responseError", (event) => {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const refusal = $("[data-refusal]", page);
    const area = $("#messages");
    if (!refusal || !area) return;
    const box = document.createElement("div");
    box.className = "ds-alert";
    box.dataset.color = "danger";
    box.tabIndex = -1;
    box.setAttribute("role", "alert");
    const heading = document.createElement("h2");
    heading.textContent = refusal.dataset.refusal;
    box.append(heading, ...refusal.childNodes);
    area.replaceChildren(box);
    box.focus();
  });

  /* A button that was pressed says what it does; the server alone guards against pressing twice. */
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.dataset.loadingText) setTimeout(() => { button.textContent = button.dataset.loadingText; }, 0);
  });

  /* What a field says, repeated where the page tells what it leads to. */
  $$("[data-mirror]").forEach((place) => {
    const field = document.getElementById(place.dataset.mirror);
    field?.addEventListener("input", () => { place.textContent = field.value.trim(); });
  });

  /* Autosave of drafts: the form's fields go to data-autosave when they have changed and rested, and when a field is left.
     The server answers 204 with X-Saved (words) and X-Version; 409 is said with data-changed, another refusal with
     data-refused, and no answer at all with data-not-saved: then the text waits in the browser, is sent again, and can be
     taken forth by whoever opens the page anew. */
  $$("form[data-autosave]").forEach((form) => {
    const status = $("[data-autosave-status]", form) || $("[data-autosave-status]");
    let timer = 0;
    let busy = false;
    let changed = form.hasAttribute("data-unsaved");
    const place = `draft ${form.dataset.autosave}`;
    const sent = `${place} sent`;
    const texts = () => [...new FormData(form)].filter(([name, text]) => name !== "csrfmiddlewaretoken" && typeof text === "string");
    const keep = () => { try { sessionStorage.setItem(place, JSON.stringify(texts())); } catch { /* no room: the server is asked soon */ } };
    const letGo = () => sessionStorage.removeItem(place);
    const plain = (rows) => JSON.stringify(rows.filter(([name]) => !["version", "window"].includes(name)).map(([name, text]) => [name, text.replace(/\s+/g, " ").trim()]));
    const say = (text) => { if (status && text) status.textContent = text; };
    async function save() {
      clearTimeout(timer);
      if (!changed || busy) return;
      busy = true;
      changed = false;
      say(form.dataset.saving);
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
        if (answer.status === 204) {
          say(decodeURIComponent(answer.headers.get("X-Saved") || ""));
          const version = answer.headers.get("X-Version");
          if (version && form.elements.version) form.elements.version.value = version;
          if (!changed) letGo();
          document.dispatchEvent(new Event("autosaved"));
        } else {
          say((answer.status === 409 ? form.dataset.changed : form.dataset.refused) || form.dataset.notSaved);
        }
      } catch {
        changed = true;
        timer = setTimeout(save, 10000);
        say(form.dataset.notSaved);
      }
      busy = false;
    }
    form.addEventListener("input", () => { changed = true; sessionStorage.removeItem(sent); keep(); clearTimeout(timer); timer = setTimeout(save, 10000); });
    form.addEventListener("focusout", save);
    form.addEventListener("submit", () => { changed = false; clearTimeout(timer); sessionStorage.setItem(sent, "1"); });
    window.addEventListener("online", save);

    const found = $("[data-found]", form);
    const kept = JSON.parse(sessionStorage.getItem(place) || "null");
    const now = texts();
    const value = (rows, name) => (rows.find((row) => row[0] === name) || [])[1];
    if (!kept) return;
    const newer = Number(value(kept, "base_version")) < Number(value(now, "base_version"));
    const received = sessionStorage.getItem(sent) && (newer || value(kept, "window") === value(now, "window"));
    if (!found || received || plain(kept) === plain(now)) { letGo(); return; }
    found.hidden = false;
    $("[data-let-go]", found).addEventListener("click", () => { letGo(); found.hidden = true; });
    $("[data-take-back]", found).addEventListener("click", () => {
      const again = document.createElement("form");
      again.method = "post";
      again.action = form.action;
      for (const [name, text] of [...kept, ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value], ["row", "keep"]]) {
        const field = document.createElement("textarea");
        field.name = name;
        field.value = text;
        again.append(field);
      }
      again.hidden = true;
      document.body.append(again);
      again.submit();
    });
  });

  /* What is written, as it will be printed: drawn anew when it was saved, where there is room for it. */
  $$("[data-preview]").forEach((place) => {
    const draw = async () => {
      if (!visible(place)) return;
      const answer = await fetch(place.dataset.preview, { headers: { "HX-Request": "true" } }).catch(() => null);
      if (!answer?.ok) return;
      const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...drawn.body.childNodes);
    };
    document.addEventListener("autosaved", draw);
    draw();
  });

  /* What waits in the browser is nobody's after logging out. */
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-logout]")) sessionStorage.clear(); });

  /* Before the login ends after idle time: a warning that can be answered. */
  const idle = $("[data-idle]");
  if (idle) {
    let timer = 0;
    const wait = () => { clearTimeout(timer); idle.hidden = true; timer = setTimeout(() => { idle.hidden = false; }, idle.dataset.idle * 1000); };
    $("button", idle).addEventListener("click", async () => {
      const answer = await fetch(idle.dataset.stay, { redirect: "manual" });
      if (answer.ok) wait(); else location.reload();
    });
    wait();
  }

  document.addEventListener("htmx:afterSwap", countRows);
  countRows();
})();
