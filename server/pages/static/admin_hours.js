// The page *Jam kerja & hari libur*: the form of the hours, days decided one by one, own days, a table, and the closing rule.

import { send, showProblem } from "./admin_send.js";
import { newRequestId, word } from "./site.js";

const days = document.querySelector("#days");
const office = days.dataset.office;
const api = `/api/v1/offices/${office}`;
const form = document.querySelector("#hours");

/** Perpres 21/2023: a week of 37 h 30, and of 32 h 30 in Ramadan. */
const WEEKS = {
  perpres: ["07.30-12.00, 13.00-16.00", "07.30-12.00, 13.00-16.00", "07.30-12.00, 13.00-16.00", "07.30-12.00, 13.00-16.00", "07.30-11.30, 13.00-16.30", "", ""],
  ramadan: ["08.00-12.00, 12.30-15.00", "08.00-12.00, 12.30-15.00", "08.00-12.00, 12.30-15.00", "08.00-12.00, 12.30-15.00", "08.00-11.30, 12.30-15.30", "", ""],
};

// ---- the form of the hours ----

if (form) {
  const shown = document.querySelector("#preview");
  const look = document.querySelector("#look");
  const seasons = document.querySelector("#seasons");
  const path = `/admin/${office}/hours`;

  const weekOf = (prefix) => WEEKS.perpres.map((_, day) => form.querySelector(`[data-field="${prefix}.${day}"]`).value);
  const fill = (inputs, texts) => inputs.forEach((input, day) => { input.value = texts[day]; });

  function hours() {
    return {
      request_id: newRequestId(),
      week: weekOf("week"),
      seasons: Array.from(seasons.querySelectorAll("[data-season]"), (row) => ({
        name: row.querySelector("[data-key=name]").value,
        first: row.querySelector("[data-key=first]").value,
        last: row.querySelector("[data-key=last]").value,
        week: Array.from(row.querySelectorAll("[data-key=week]"), (input) => input.value),
      })),
      counters: Array.from(form.querySelectorAll("[data-counter]"), (row) => ({ id: row.dataset.counter, week: weekOf(`counter.${row.dataset.counter}`) })),
      bound: form.querySelector("#bound").checked,
      opens_before: form.querySelector("#opens_before").value,
      last_before: form.querySelector("#last_before").value,
    };
  }

  /** Fields of seasons are named by their place, which changes when one is taken away. */
  function number() {
    seasons.querySelectorAll("[data-season]").forEach((row, place) => {
      const seen = { week: 0 };
      row.querySelectorAll("[data-key]").forEach((input) => {
        const key = input.dataset.key;
        const name = key === "week" ? `season.${place}.week.${seen.week++}` : `season.${place}.${key}`;
        input.closest(".field").querySelector("label").htmlFor = name;
        input.id = name;
        input.dataset.field = name;
      });
    });
  }

  function edited() {
    shown.replaceChildren();
    look.hidden = false;
    form.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
    showProblem(null);
  }

  number();
  form.addEventListener("input", edited);
  form.querySelector("#bound").addEventListener("change", (event) => { form.querySelector("#margins").hidden = !event.target.checked; });
  form.querySelector("#perpres").addEventListener("click", () => {
    fill(WEEKS.perpres.map((_, day) => form.querySelector(`[data-field="week.${day}"]`)), WEEKS.perpres);
    edited();
  });
  form.querySelector("#add-season").addEventListener("click", () => {
    seasons.append(document.querySelector("#blank-season").content.cloneNode(true));
    number();
    seasons.lastElementChild.querySelector("[data-key=name]").focus();
    edited();
  });
  seasons.addEventListener("click", (event) => {
    const row = event.target.closest("[data-season]");
    if (event.target.closest("[data-remove]")) row.remove();
    else if (event.target.closest("[data-fill]")) fill(Array.from(row.querySelectorAll("[data-key=week]")), WEEKS.ramadan);
    else return;
    number();
    edited();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (look.hidden) return;
    showProblem(null);
    const body = hours();
    const text = await fragment(`${path}/preview`, body);
    if (text === null) return;
    shown.replaceChildren(...text);
    for (const each of shown.querySelectorAll("[data-wrong]")) {
      form.querySelector(`[data-field="${each.dataset.wrong}"]`)?.setAttribute("aria-invalid", "true");
    }
    const first = form.querySelector("[aria-invalid]");
    first?.closest("details")?.setAttribute("open", "");
    first?.focus();
    const publish = shown.querySelector("#publish");
    look.hidden = publish !== null;
    publish?.addEventListener("click", async () => {
      publish.setAttribute("aria-busy", "true");
      if (await send(path, body)) location.reload();
      else publish.removeAttribute("aria-busy");
    });
    if (publish) publish.focus();
    else shown.scrollIntoView({ block: "nearest" });
  });
}

async function fragment(path, body) {
  try {
    const options = body ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {};
    const response = await fetch(path, options);
    if (response.ok) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      return [...page.body.childNodes];
    }
  } catch {
    // Said below: no answer came.
  }
  showProblem({});
  return null;
}

// ---- days ----

let year = days.querySelector("[data-year][aria-current]").dataset.year;

/** Fetch the list again; the keyboard stays at the row it was in, or goes on to the next one that waits for a decision. */
async function shown(after) {
  const nodes = await fragment(`/admin/${office}/hours/days?year=${year}`);
  if (nodes === null) return;
  const place = days.querySelector(".days-scroll")?.scrollTop ?? 0;
  days.replaceChildren(...nodes);
  days.querySelector(".days-scroll").scrollTop = place;
  if (!after) return;
  const rows = Array.from(days.querySelectorAll("tr[data-day]"));
  const next = rows.find((row) => row.dataset.day > after && row.querySelector("[data-decide=closed]"));
  (next ?? rows.find((row) => row.dataset.day === after) ?? days).querySelector("button")?.focus();
}

days.addEventListener("click", async (event) => {
  const other = event.target.closest("[data-year]");
  if (other) {
    event.preventDefault();
    year = other.dataset.year;
    await shown(null);
    days.querySelector("[data-year][aria-current]").focus();
    return;
  }
  const button = event.target.closest("[data-decide]");
  if (!button) return;
  const row = button.closest("tr");
  const { day, kind, name } = row.dataset;
  const decided = button.dataset.decide;
  const body = { request_id: newRequestId() };
  if (decided === "undo") body.remove = [day];
  else body.days = [{ day, kind, open: decided === "open", name, source: row.dataset.source }];
  if (await send(`${api}/days`, body)) await shown(day);
});

const own = document.querySelector("#own-day");
const kind = own.querySelector("#own-kind");
const opens = () => kind.selectedOptions[0].dataset.open === "1";
kind.addEventListener("change", () => { own.querySelector("#own-hours-field").hidden = !opens(); });

/** `08.00-12.00, 13.00-15.00` as the API reads it; null where it cannot be read. */
function spans(text) {
  const found = [];
  for (const part of text.split(/[,;]/).filter((each) => each.trim())) {
    const match = part.trim().match(/^(\d{1,2})[.:](\d{2})\s*[-–]\s*(\d{1,2})[.:](\d{2})$/);
    if (!match) return null;
    found.push({ opens: `${match[1].padStart(2, "0")}:${match[2]}`, closes: `${match[3].padStart(2, "0")}:${match[4]}` });
  }
  return found;
}

own.addEventListener("submit", async (event) => {
  event.preventDefault();
  const day = own.querySelector("#own-date").value;
  if (!day) {
    showProblem({ sentence: word("date_needed") });
    return;
  }
  const hours = opens() ? spans(own.querySelector("#own-hours").value) : [];
  if (hours === null) {
    showProblem({ sentence: word("hours_wrong") });
    return;
  }
  const told = { day, kind: kind.value, open: opens(), hours, name: own.querySelector("#own-name").value.trim(), source: "kantor" };
  if (!(await send(`${api}/days`, { request_id: newRequestId(), days: [told] }))) return;
  own.reset();
  own.querySelector("#own-hours-field").hidden = !opens();
  year = day.slice(0, 4);
  await shown(day);
});

document.querySelector("#csv").addEventListener("submit", async (event) => {
  event.preventDefault();
  const file = event.target.querySelector("#csv-file").files[0];
  if (!file) {
    showProblem({ sentence: word("file_needed") });
    return;
  }
  if (await send(`/admin/${office}/hours/days.csv`, { request_id: newRequestId(), text: await file.text() })) {
    event.target.reset();
    await shown(null);
  }
});

// ---- the closing rule ----

document.querySelector("#closing").addEventListener("change", async (event) => {
  const said = document.querySelector("#closing-said");
  said.textContent = "";
  if (await send(`${api}/close-day-rule`, { request_id: newRequestId(), rule: event.target.value })) said.textContent = word("rule_kept");
});
