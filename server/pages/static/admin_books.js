// The page *Buku register*: edits the books, shows at each key what a book would write next, previews and publishes.

import { send, showProblem } from "./admin_send.js";
import { newRequestId, word } from "./site.js";

const form = document.querySelector("#books");
const rows = document.querySelector("#rows");
const shown = document.querySelector("#preview");
const look = document.querySelector("#look");
const path = `/admin/${form.dataset.office}/registers`;
//: How long nobody types before the next number is asked for, in milliseconds.
const STILL = 250;
let waiting = 0;
let asked = 0;

const books = () => Array.from(rows.querySelectorAll("fieldset"));
const value = (place, name) => place.querySelector(`[name=${name}]`).value;

function message() {
  return {
    request_id: newRequestId(),
    books: books().map((book) => ({
      id: book.dataset.book,
      name: value(book, "name"),
      mode: value(book, "mode"),
      number_format: value(book, "number_format"),
      code: value(book, "code"),
      start: Math.trunc(Number(value(book, "start"))) || 0,
      start_year: value(book, "start_year") === "" ? null : Number(value(book, "start_year")),
    })),
    default: form.querySelector("#default").value,
    rows: Array.from(form.querySelectorAll("tr[data-procedure]"), (row) => ({
      procedure: row.dataset.procedure,
      row: Number(row.dataset.row),
      book: value(row, "book"),
    })),
  };
}

// What can be chosen below follows the books above; a new one is named by its place until it is published.
function offer() {
  const list = books().map((book, place) => [book.dataset.book || `#${place}`, value(book, "name") || word("newBook"), book]);
  for (const choice of form.querySelectorAll("[data-choice]")) {
    const chosen = choice.selectedOptions[0]?.book ?? books().find((book) => book.dataset.book && book.dataset.book === choice.value);
    choice.replaceChildren(choice.options[0], ...list.map(([id, name, book]) => {
      const option = new Option(name, id, false, book === chosen);
      option.book = book;
      return option;
    }));
  }
}

async function ask(body) {
  asked += 1;
  const mine = asked;
  let response;
  try {
    response = await fetch(`${path}/preview`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    showProblem({});
    return null;
  }
  if (mine !== asked) return null;
  if (!response.ok) {
    showProblem((await response.json().catch(() => null)) ?? {});
    return null;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of page.querySelectorAll("[data-of]")) {
    const line = books()[Number(part.dataset.of)]?.querySelector("[data-next]");
    line?.replaceChildren(...part.childNodes);
  }
  return page;
}

function edited() {
  shown.replaceChildren();
  look.hidden = false;
  showProblem(null);
  for (const book of books()) book.querySelector("[data-automatic]").hidden = value(book, "mode") !== "automatic";
  offer();
  clearTimeout(waiting);
  waiting = setTimeout(() => ask(message()), STILL);
}

document.querySelector("#add").addEventListener("click", () => {
  rows.append(document.querySelector("#blank").content.cloneNode(true));
  rows.lastElementChild.querySelector("[name=name]").focus();
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
  clearTimeout(waiting);
  showProblem(null);
  const body = message();
  const page = await ask(body);
  if (page === null) return;
  shown.replaceChildren(...page.querySelector("[data-whole]").childNodes);
  const publish = shown.querySelector("#publish");
  look.hidden = publish !== null;
  publish?.addEventListener("click", async () => {
    publish.setAttribute("aria-busy", "true");
    if (await send(path, body)) location.reload();
    else publish.removeAttribute("aria-busy");
  });
  shown.scrollIntoView({ block: "nearest" });
});

offer();
