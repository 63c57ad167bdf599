// The page *Perangkat*: lets a device in by its code, revokes one. Both lists are looked at again every few seconds.

import { exchangeParts, rememberParts } from "./admin_parts.js";
import { send, sure } from "./admin_send.js";
import { word } from "./site.js";

const EVERY_MS = 4000;

const main = document.querySelector("#admin");
const form = document.querySelector("#let-in");
rememberParts(main);
const refresh = () => exchangeParts(main, location.pathname);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const data = new FormData(form);
  const body = { code: data.get("code"), office: main.dataset.office, name: data.get("name") };
  if (!(await send("/api/v1/pairings/let-in", body))) return;
  form.reset();
  await refresh();
});

main.addEventListener("click", async (event) => {
  const taken = event.target.closest("[data-code]");
  if (taken) {
    form.elements.namedItem("code").value = taken.dataset.code;
    const name = form.elements.namedItem("name");
    if (!name.value) name.value = taken.dataset.name;
    name.focus();
    return;
  }
  const button = event.target.closest("[data-revoke]");
  if (!button || !(await sure(word("revoke", { name: button.dataset.name })))) return;
  if (await send(`/api/v1/devices/${encodeURIComponent(button.dataset.revoke)}`, {}, { method: "DELETE" })) await refresh();
});

setInterval(() => {
  if (!document.hidden && !document.querySelector("dialog[open]")) refresh();
}, EVERY_MS);
