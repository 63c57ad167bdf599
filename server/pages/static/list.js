// The work list: tick files, then one press finishes them all, each by a command of its own. Ticks outlive an exchange of the list.
import { behalf, busy, command, notice, clear, run } from "./command.js";
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

/**
 * Say `verbs` to each ticked file, each a command of its own that is refused where the file has gone on since it was seen. A file
 * that could only be begun is put back as it was. `told`: afterwards one list says of every file whether it was done, and why not.
 */
async function each(button, verbs, { told = false, ...more } = {}) {
  const files = chosen();
  if (busy() || !files.length) return;
  const jobs = files.map((row) => {
    const say = (verb) => ({
      ...command(`tickets/${encodeURIComponent(row.dataset.ticket)}/${verb}`, { step: Number(row.dataset.step), ...more }, row.dataset.number),
      group: row.dataset.ticket,
    });
    return { id: row.dataset.ticket, number: row.dataset.number, acts: row.dataset.acts, commands: verbs(row).map(say) };
  });
  const answers = await run(jobs.flatMap((job) => job.commands), { button });
  const backs = [];
  let at = 0;
  for (const job of jobs) {
    job.answers = answers.slice(at, (at += job.commands.length));
    job.refused = job.answers.find((answer) => answer && !answer.ok);
    job.done = !job.refused && job.answers.length === job.commands.length && job.answers.every((answer) => answer?.ok);
    if (job.done) ticked.delete(job.id);
    else if (job.answers[0]?.ok) backs.push(command(`tickets/${encodeURIComponent(job.id)}/undo`, { seq: job.answers[0].body.seq }, job.number));
  }
  if (backs.length) await run(backs.map((back, index) => ({ ...back, group: index })));
  clear("problem");
  if (told || jobs.some((job) => !job.done)) tell(jobs);
  else clear("some");
  show();
}

/** One list of what became of every file, under the sentence that counts them. */
function tell(jobs) {
  const done = jobs.filter((job) => job.done).length;
  const all = done === jobs.length;
  const said = all ? word("allDone", { all: done }) : word("someDone", { done, all: jobs.length });
  notice("some", all ? "" : "notice-fault", all ? "check" : "warning", said, [[word("close"), () => clear("some")]]);
  const list = document.createElement("ul");
  list.className = "results";
  for (const job of jobs) list.append(result(job));
  document.querySelector('[data-notice="some"] p').after(list);
}

function result(job) {
  const item = document.createElement("li");
  const number = document.createElement("b");
  number.className = "number";
  number.textContent = job.number;
  const said = document.createElement("span");
  const write = () => {
    item.dataset.result = job.done ? "done" : "refused";
    const body = job.refused?.body;
    if (job.done) said.textContent = [word("doneOne"), job.acts].filter(Boolean).join(", ");
    else said.textContent = body?.sentence ? `${word("refusedOne")} ${body.sentence} ${body.next}` : word("notSent");
  };
  write();
  item.append(number, said);
  if (job.refused) {
    behalf(job.refused.body, job.commands.at(-1), (answer) => {
      job.done = answer.ok;
      job.refused = answer;
      clear("problem");
      write();
      if (job.done) item.querySelector("button").remove();
      if (job.done) ticked.delete(job.id);
      show();
    }).then((button) => button && item.append(button));
  }
  return item;
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
  else if ("finishTicked" in button.dataset) each(button, (row) => (row.dataset.begun === "yes" ? ["finish"] : ["start", "finish"]), { told: true });
  else if ("startTicked" in button.dataset) each(button, (row) => (row.dataset.begun === "yes" ? [] : ["start"]));
  else if ("backTicked" in button.dataset) {
    each(button, (row) => (row.dataset.back === "yes" ? ["send-back"] : []), { reason: document.querySelector("#back-reason").value });
  } else each(button, () => ["hold"]);
});
document.body.addEventListener("htmx:oobAfterSwap", show);
// Ticked while this script was still on its way.
for (const box of document.querySelectorAll("[data-tick]:checked")) tick(box.closest("tr").dataset.ticket, true);
show();
