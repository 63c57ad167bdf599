// The work list: tick files, then one press finishes them all, each by a command of its own. Ticks outlive an exchange of the list.
import { busy, command, notice, clear, run } from "./command.js";
import { word } from "./site.js";

const ticked = new Set();

const rows = () => [...document.querySelectorAll("tr[data-ticket]")];
const chosen = () => rows().filter((row) => ticked.has(row.dataset.ticket));

function show() {
  const all = rows();
  for (const id of [...ticked]) if (!all.some((row) => row.dataset.ticket === id)) ticked.delete(id);
  for (const row of all) {
    const on = ticked.has(row.dataset.ticket);
    row.classList.toggle("chosen", on);
    row.querySelector("[data-tick]").checked = on;
  }
  const every = document.querySelector("#tick-all");
  if (every) {
    every.checked = all.length > 0 && ticked.size === all.length;
    every.indeterminate = ticked.size > 0 && ticked.size < all.length;
  }
  const button = document.querySelector("[data-finish-ticked]");
  if (!button || button.getAttribute("aria-busy")) return;
  const words = button.querySelector("span");
  const count = ticked.size;
  button.setAttribute("aria-disabled", String(count === 0));
  words.textContent = count === 0 ? words.dataset.none : count === 1 ? words.dataset.one : words.dataset.some.replace("{n}", count);
}

function tick(id, on) {
  if (on) ticked.add(id);
  else ticked.delete(id);
}

function tickAll() {
  const all = rows();
  const on = ticked.size < all.length;
  for (const row of all) tick(row.dataset.ticket, on);
  show();
}

/** Say `verbs` to each ticked file, and write beside each one refused why. */
async function each(button, verbs, more = {}) {
  const files = chosen();
  if (busy() || !files.length) return;
  const commands = files.flatMap((row) =>
    verbs(row).map((verb) => ({
      ...command(`tickets/${encodeURIComponent(row.dataset.ticket)}/${verb}`, { step: Number(row.dataset.step), ...more }, row.dataset.number),
      group: row.dataset.ticket,
    })),
  );
  const answers = await run(commands, { button });
  const refused = [];
  answers.forEach((answer, index) => {
    if (answer && !answer.ok) refused.push(answer.body?.sentence ?? "");
    else if (answer?.ok && commands[index + 1]?.group !== commands[index].group) ticked.delete(commands[index].group);
  });
  if (refused.length) {
    const done = files.length - refused.length;
    notice("some", "notice-fault", "warning", [word("someDone", { done, all: files.length }), ...refused].join(" "), [[word("close"), () => clear("some")]]);
  } else clear("some");
  show();
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick]")) {
    tick(event.target.closest("tr").dataset.ticket, event.target.checked);
    show();
  } else if (event.target.matches("#tick-all")) tickAll();
});
document.addEventListener("click", (event) => {
  const target = event.target;
  const row = target.closest?.("tr[data-ticket]");
  if (row && !target.closest("input, a, button")) {
    tick(row.dataset.ticket, !ticked.has(row.dataset.ticket));
    return show();
  }
  const button = target.closest?.("[data-tick-all], [data-finish-ticked], [data-start-ticked], [data-hold-ticked], [data-back-ticked]");
  if (!button) return;
  if ("tickAll" in button.dataset) tickAll();
  else if ("finishTicked" in button.dataset) each(button, (row) => (row.dataset.begun === "yes" ? ["finish"] : ["start", "finish"]));
  else if ("startTicked" in button.dataset) each(button, (row) => (row.dataset.begun === "yes" ? [] : ["start"]));
  else if ("backTicked" in button.dataset) {
    each(button, (row) => (row.dataset.back === "yes" ? ["send-back"] : []), { reason: document.querySelector("#back-reason").value });
  } else each(button, () => ["hold"]);
});
document.body.addEventListener("htmx:oobAfterSwap", show);
// Ticked while this script was still on its way.
for (const box of document.querySelectorAll("[data-tick]:checked")) tick(box.closest("tr").dataset.ticket, true);
show();
