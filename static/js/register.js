/* Registration: chosen or dropped files are read in at once, by the button that does it without this script. */
(() => {
  "use strict";
  const field = document.querySelector("[data-read-files]");
  const zone = field && field.closest(".drop-zone");
  if (!zone) return;
  field.addEventListener("change", () => {
    if (field.files.length) field.form.requestSubmit(zone.querySelector("[data-read]"));
  });
  const over = (event) => { zone.classList.toggle("is-over", event.type === "dragover"); };
  for (const name of ["dragover", "dragleave", "drop", "dragend"]) zone.addEventListener(name, over);
  zone.addEventListener("dragover", (event) => event.preventDefault());
  zone.addEventListener("drop", (event) => {
    if (event.target === field || !event.dataTransfer.files.length) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
