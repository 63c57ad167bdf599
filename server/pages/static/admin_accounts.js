// The page *Akun*: adds a person, ends an account. The list is fetched anew after each.

import { exchangeParts, rememberParts } from "./admin_parts.js";
import { send, sure } from "./admin_send.js";
import { word } from "./site.js";

const main = document.querySelector("#admin");
const office = main.dataset.office;
const form = document.querySelector("#new-account");
rememberParts(main);

const role = document.querySelector("#role");
const showHint = () => {
  document.querySelector("#role-hint").textContent = role.selectedOptions[0].dataset.hint;
};
role.addEventListener("change", showHint);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const data = new FormData(form);
  const lanes = data.getAll("lane");
  const body = {
    name: data.get("name"),
    role: data.get("role"),
    office,
    [data.get("with")]: data.get("secret"),
    lanes: lanes.length ? lanes : null,
  };
  const button = form.querySelector(".main-button");
  button.setAttribute("aria-busy", "true");
  const done = await send("/api/v1/accounts", body);
  button.removeAttribute("aria-busy");
  if (!done) return;
  form.reset();
  showHint();
  await exchangeParts(main, location.pathname);
  form.elements.namedItem("name").focus();
});

main.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-end]");
  if (!button || !(await sure(word("end", { name: button.dataset.name })))) return;
  if (await send(`/api/v1/accounts/${encodeURIComponent(button.dataset.end)}`, {}, { method: "DELETE" })) {
    await exchangeParts(main, location.pathname);
  }
});
