// Pages of complaints and registers: a form is one command; what was typed stays until the server has it.
import { newRequestId, post, word } from "./site.js";

const problem = document.querySelector("#problem");
const office = document.querySelector("#books")?.dataset.office;
/** Form or button → [what it says, its request id]: the same thing said again is the same request. */
const said = new WeakMap();

function show(body) {
  problem.hidden = false;
  problem.querySelector("div").textContent = body?.sentence ? `${body.sentence} ${body.next}` : word("unreachable");
  problem.scrollIntoView({ block: "center" });
}

async function say(asked, path, body) {
  if (asked.getAttribute("aria-busy")) return null;
  const text = JSON.stringify([path, body]);
  if (said.get(asked)?.[0] !== text) said.set(asked, [text, newRequestId()]);
  asked.setAttribute("aria-busy", "true");
  problem.hidden = true;
  const answer = await post(`/api/v1/offices/${office}/${path}`, { request_id: said.get(asked)[1], ...body });
  asked.removeAttribute("aria-busy");
  if (!answer.ok) show(answer.body);
  return answer.ok ? answer.body : null;
}

function read(form) {
  const body = { ...JSON.parse(form.dataset.body ?? "{}"), ...Object.fromEntries(new FormData(form)) };
  for (const tick of form.querySelectorAll("input[type=checkbox]")) body[tick.name] = tick.checked;
  if (body.register_number === "") delete body.register_number;
  return body;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form.send")) return;
  event.preventDefault();
  const answer = await say(form, form.dataset.path, read(form));
  if (!answer) return;
  if (form.dataset.after === "receipt") return receipt(form, answer);
  if (form.dataset.to) location.assign(form.dataset.to);
  else location.reload();
});

function receipt(form, ticket) {
  const shown = document.querySelector("#receipt");
  shown.querySelector("[data-fill=number]").textContent = ticket.number;
  shown.querySelector("[data-fill=code]").textContent = `${ticket.code.slice(0, 4)}-${ticket.code.slice(4)}`;
  const print = shown.querySelector("[data-post]");
  if (print) print.dataset.post = print.dataset.post.replace("{ticket_id}", encodeURIComponent(ticket.ticket_id));
  form.remove();
  shown.hidden = false;
  shown.focus();
}

document.addEventListener("click", async (event) => {
  if (event.target.closest?.("[data-print]")) return print();
  const button = event.target.closest?.("[data-post]");
  if (!button) return;
  if (await say(button, button.dataset.post, JSON.parse(button.dataset.body ?? "{}"))) button.hidden = true;
});

const channel = document.querySelector("#channel");
function spoken() {
  const tick = document.querySelector("[data-spoken-only]");
  const on = "spoken" in channel.selectedOptions[0].dataset;
  tick.hidden = !on;
  tick.querySelector("input").required = on;
}
if (channel) {
  channel.addEventListener("change", spoken);
  spoken();
}
