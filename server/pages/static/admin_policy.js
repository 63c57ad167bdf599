// The page *Aturan giliran*: shows the numbers a rule uses, previews what the board would say, publishes it.

import { send, showProblem } from "./admin_send.js";
import { newRequestId } from "./site.js";

const form = document.querySelector("#policies");
const shown = document.querySelector("#preview");
const look = document.querySelector("#look");
const path = `/admin/${form.dataset.office}/policy`;

const number = (place, name) => Number(place.querySelector(`[name=${name}]`).value);

function policies() {
  return Array.from(form.querySelectorAll("fieldset"), (place) => ({
    counter: place.dataset.counter,
    kind: place.querySelector("[name=kind]").value,
    priority_in_a_row: number(place, "priority_in_a_row"),
    others_in_a_row: number(place, "others_in_a_row"),
    times: number(place, "times"),
    other_delay_minutes: number(place, "other_delay_minutes"),
  }));
}

form.addEventListener("input", (event) => {
  const place = event.target.closest("fieldset");
  const kind = place.querySelector("[name=kind]").value;
  for (const part of place.querySelectorAll("[data-of]")) part.hidden = part.dataset.of !== kind;
  shown.replaceChildren();
  look.hidden = false;
  showProblem(null);
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (look.hidden) return;
  showProblem(null);
  const body = { request_id: newRequestId(), policies: policies() };
  let response;
  try {
    response = await fetch(`${path}/preview`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    showProblem({});
    return;
  }
  if (!response.ok) {
    showProblem((await response.json().catch(() => null)) ?? {});
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
