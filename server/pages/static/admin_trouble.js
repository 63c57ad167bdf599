// The page *Gangguan sistem*: one button stops the clock, one lets it go on.

import { send } from "./admin_send.js";
import { newRequestId } from "./site.js";

const lasting = document.querySelector("#lasting");
const form = document.querySelector("#stop");
const label = document.querySelector("#stop-label");
const api = `/api/v1/offices/${lasting.dataset.office}`;
const ticked = (name) => Array.from(form.querySelectorAll(`[name=${name}]:checked`), (box) => box.value);

form.addEventListener("change", () => {
  label.textContent = ticked("lane").length + ticked("service").length ? label.dataset.some : label.dataset.all;
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = { request_id: newRequestId(), reason: ticked("reason")[0], lanes: ticked("lane"), services: ticked("service") };
  if (await send(`${api}/stop-clock`, body)) location.reload();
});

lasting.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-go-on]");
  if (!button) return;
  if (await send(`${api}/go-on`, { request_id: newRequestId(), stoppage: Number(button.dataset.goOn) })) location.reload();
});
