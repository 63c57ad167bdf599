// The clerk's desk: puts line, keys, commands and dialogs together. Decides nothing; the server says what is on the page.
import { absence } from "./absence.js";
import { busy, clear, command, deaf, notice, problem, refresh, resume, run } from "./command.js";
import { listen } from "./keys.js";
import { follow, tellServerTime } from "./line.js";
import { newRequestId, post, word } from "./site.js";
import { draw, officeTime } from "./timers.js";

const live = document.querySelector("#live");
const dialog = document.querySelector("#dialog");
const line = document.querySelector("#line");

// ---- the line ------------------------------------------------------------------------------------------------

tellServerTime(live.dataset.now);
follow(live.dataset.office, {
  onChange: changed,
  onState(state, since) {
    line.dataset.state = state;
    document.body.classList.toggle("cut-off", state === "cut");
    for (const each of line.querySelectorAll("[data-when]")) each.hidden = each.dataset.when !== state;
    if (state === "cut") document.querySelector("#cut-words").textContent = word("cutSince", { time: officeTime(since) });
    else clear("no-dialog");
  },
});

// ---- parts of the page ---------------------------------------------------------------------------------------

/** While a pointer is down nothing is exchanged under it, or its click would be lost. */
let held = false;
let stale = false;

function changed() {
  if (held) stale = true;
  else refresh();
}

addEventListener("pointerdown", () => { held = true; }, true);
for (const type of ["pointerup", "pointercancel"]) {
  addEventListener(type, () => setTimeout(() => {
    held = false;
    if (stale) {
      stale = false;
      refresh();
    }
  }, 0), true);
}
document.body.addEventListener("htmx:configRequest", (event) => {
  if (event.target !== live) return;
  for (const part of document.querySelectorAll("[data-part]")) event.detail.parameters[part.dataset.part] = part.dataset.mark;
});
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target === live && held) {
    event.detail.shouldSwap = false;
    stale = true;
  }
});
document.body.addEventListener("htmx:oobAfterSwap", draw);
setInterval(changed, 15_000);
setInterval(draw, 250);
draw();

// ---- commands ------------------------------------------------------------------------------------------------

async function say(path, body, label, button) {
  if (busy()) return null;
  const [answer] = await run([command(path, body, label)], { button });
  return answer ?? null;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-path], [data-dialog], [data-close], [data-sign-out]");
  if (!button || button.matches("form")) return;
  if (button.getAttribute("aria-disabled") === "true") return;
  if ("close" in button.dataset) return dialog.close();
  if ("signOut" in button.dataset) return signOut();
  // The second half of a double click, or a click on what has just appeared under the hand, is not meant.
  if (event.detail > 1 || (button.matches("[data-primary]") ? deaf() : busy())) return;
  if (button.dataset.dialog) return open(button.dataset.dialog, button.dataset.ticket);
  const answer = await say(button.dataset.path, JSON.parse(button.dataset.body || "{}"), button.dataset.label, button);
  // The number stays to be read until somebody has seen the slip come out.
  if (button.dataset.path.endsWith("/print")) return answer?.ok && slipAsked(button);
  if (answer && dialog.open) dialog.close();
  if (answer?.ok && button.dataset.path.endsWith("/re-enter")) {
    notice("back", "notice-plain", "check", word("backInLine", { number: answer.body.number }), [[word("close"), () => clear("back")]]);
  }
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("form.find")) {
    event.preventDefault();
    return find(form.elements.text.value, document.querySelector("#find-problem"));
  }
  if (!form.matches("form.command")) return;
  event.preventDefault();
  if (busy()) return;
  const { path, body } = "absence" in form.dataset ? absence(form) : read(form);
  const then = form.querySelector("[data-then-tick]")?.checked ? form.dataset.then : null;
  const answer = await say(path, body, form.dataset.label, form.querySelector(".main-button"));
  if (!answer) return;
  if (answer.ok && form.dataset.after === "issued") return issued(form, answer.body);
  if (answer.ok && then) await say(then, { kind: "returned" }, form.dataset.label, null);
  // A form that says what may be refused, a time or a date, stays to be mended.
  if (dialog.open && (answer.ok || !("stays" in form.dataset))) dialog.close();
});

/** A form as a command: {blanks} of its path are filled from fields, `to` is a field with its own name, ticks are yes or no. A chosen ticket brings the step it was seen at. */
function read(form) {
  const body = { ...JSON.parse(form.dataset.body ?? "{}"), ...Object.fromEntries(new FormData(form)) };
  for (const tick of form.querySelectorAll("input[type=checkbox]")) body[tick.name] = tick.checked;
  for (const whole of form.querySelectorAll("input[type=number]")) body[whole.name] = Number(whole.value);
  if (form.dataset.lists) {
    // A verdict per line on the page is one list of what is missing for the server.
    body[form.dataset.lists] = [...form.querySelectorAll("[data-lists-as]:checked")].map((each) => each.dataset.listsAs);
    for (const name of Object.keys(body)) if (name.startsWith("verdict-")) delete body[name];
  }
  const seen = form.querySelector("input[data-step]:checked");
  if (seen) body.step = Number(seen.dataset.step);
  if (body.to) {
    const [name, value] = body.to.split("=");
    delete body.to;
    body[name] = value;
  }
  const path = form.dataset.path.replace(/\{(\w+)\}/g, (_, name) => {
    const value = body[name];
    delete body[name];
    return encodeURIComponent(value);
  });
  return { path, body };
}

function issued(form, ticket) {
  const shown = document.querySelector("#issued");
  shown.querySelector("[data-fill=number]").textContent = ticket.number;
  shown.querySelector("[data-fill=code]").textContent = `${ticket.code.slice(0, 4)}-${ticket.code.slice(4)}`;
  const print = shown.querySelector("[data-path]");
  if (print) print.dataset.path = print.dataset.path.replace("{ticket_id}", encodeURIComponent(ticket.ticket_id));
  // Gone, not hidden: its button would still be the first one Enter finds.
  form.remove();
  shown.hidden = false;
  dialog.setAttribute("aria-labelledby", "dialog-title");
  dialog.focus();
}

/** A slip was asked for: say so in the button's place. */
function slipAsked(button) {
  const inside = button.closest(".dialog-body");
  button.hidden = true;
  inside.querySelector("[data-asked]").hidden = false;
  const after = inside.querySelector("[data-after-print]");
  if (after) after.hidden = false;
  if (dialog.open) dialog.focus();
}

async function signOut() {
  const answer = await post("/sign-out", { office: live.dataset.office, request_id: newRequestId() });
  if (answer.ok) location.assign(answer.body.to);
  else problem(answer.body);
}

// ---- dialogs -------------------------------------------------------------------------------------------------

async function open(name, ticket) {
  const address = `${live.dataset.dialogs}${name}${ticket ? `?ticket=${encodeURIComponent(ticket)}` : ""}`;
  let response;
  try {
    response = await fetch(address, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(6000) });
  } catch {
    notice("no-dialog", "notice-instead", "plug-off", word("noDialog"), [[word("close"), () => clear("no-dialog")]]);
    return;
  }
  if (response.status === 401) return location.assign(live.dataset.signIn);
  if (!response.ok) {
    changed();
    return;
  }
  clear("no-dialog");
  dialog.innerHTML = await response.text();
  dialog.setAttribute("aria-labelledby", "dialog-title");
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector("input[type=radio]:checked[autofocus], [autofocus]") ?? dialog.querySelector("input, .main-button"))?.focus();
}

dialog.addEventListener("click", (event) => {
  if (event.target === dialog && event.detail) {
    const box = dialog.getBoundingClientRect();
    const outside = event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
    if (outside) dialog.close();
  }
});

dialog.addEventListener("close", () => {
  for (const each of dialog.querySelectorAll("[data-notice]")) document.querySelector("#notices").append(each);
  dialog.replaceChildren();
});

dialog.addEventListener("input", (event) => {
  if (!event.target.matches("[data-search]")) return;
  const wanted = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  const choices = [...dialog.querySelectorAll("[data-words]")];
  for (const each of choices) each.hidden = !wanted.every((part) => each.dataset.words.includes(part));
  const shown = choices.filter((each) => !each.hidden);
  dialog.querySelector(".none-found").hidden = shown.length > 0;
  const chosen = dialog.querySelector("[name=service]:checked");
  if (shown.length && (!chosen || chosen.closest("[data-words]").hidden)) shown[0].querySelector("input").checked = true;
  if (!shown.length && chosen) chosen.checked = false;
});

dialog.addEventListener("keydown", (event) => {
  if (!event.target.matches("[data-search]") || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  const shown = [...dialog.querySelectorAll("[data-words]")].filter((each) => !each.hidden).map((each) => each.querySelector("input"));
  const at = shown.findIndex((each) => each.checked);
  const next = shown[Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), shown.length - 1)];
  if (next) {
    next.checked = true;
    next.closest("label").scrollIntoView({ block: "nearest" });
  }
});

// ---- finding a ticket ----------------------------------------------------------------------------------------

async function find(text, where) {
  const answer = await post(live.dataset.find, { text });
  if (answer.ok) return open("ticket", answer.body.ticket);
  if (answer.status === 401) return location.assign(live.dataset.signIn);
  if (!where) {
    if (dialog.open) dialog.close();
    return problem(answer.body);
  }
  where.querySelector("div").textContent = answer.body?.sentence ? `${answer.body.sentence} ${answer.body.next}` : word("unreachable");
  where.hidden = false;
}

listen({ onScan: (text) => find(text, null) });
resume();
