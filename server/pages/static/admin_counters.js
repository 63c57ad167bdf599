// The page *Loket dan bagian*: edits the counters, shows what would change, publishes it. Any edit takes an old preview away.

import { send, showProblem } from "./admin_send.js";
import { newRequestId } from "./site.js";

const form = document.querySelector("#counters");
const rows = document.querySelector("#rows");
const shown = document.querySelector("#preview");
const look = document.querySelector("#look");
const path = `/admin/${form.dataset.office}/counters`;
let fresh = 0;

function counters() {
  return Array.from(rows.querySelectorAll("fieldset"), (row) => ({
    id: row.dataset.counter,
    plate: row.querySelector("[name=plate]").value,
    lanes: Array.from(row.querySelectorAll("[name=lane]:checked"), (box) => box.value),
  }));
}

/** The two choices that hold for all counters. */
function choices() {
  return {
    compact: form.querySelector("[name=compact]:checked").value === "yes",
    when_person_leaves: form.querySelector("[name=leaves]:checked").value,
  };
}

function edited() {
  shown.replaceChildren();
  look.hidden = false;
  showProblem(null);
}

document.querySelector("#add").addEventListener("click", () => {
  const row = document.querySelector("#blank").content.cloneNode(true);
  const plate = row.querySelector("[name=plate]");
  fresh += 1;
  plate.id = `plate-new-${fresh}`;
  row.querySelector(".counter-plate label").htmlFor = plate.id;
  rows.append(row);
  plate.focus();
  edited();
});

form.addEventListener("input", edited);
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove]");
  if (!button) return;
  button.closest("fieldset").remove();
  edited();
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (look.hidden) return;
  showProblem(null);
  const request = newRequestId();
  const body = { request_id: request, counters: counters(), ...choices() };
  let response;
  try {
    response = await fetch(`${path}/preview`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    showProblem({});
    return;
  }
  if (!response.ok) {
    showProblem({});
    return;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  shown.replaceChildren(...page.body.childNodes);
  const publish = shown.querySelector("#publish");
  look.hidden = publish !== null;
  publish?.addEventListener("click", async () => {
    publish.setAttribute("aria-busy", "true");
    if (await send(path, body)) location.reload();
    else publish.removeAttribute("aria-busy");
  });
  shown.scrollIntoView({ block: "nearest" });
});
