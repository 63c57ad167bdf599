// A procedure's page: sends the whole form to be looked at, then to be published; any edit takes an old preview away.

import { send, showProblem, sure } from "./admin_send.js";
import { newRequestId, word } from "./site.js";

const form = document.querySelector("#procedure");
const shown = document.querySelector("#preview");
const look = document.querySelector("#look");
const path = `/admin/${form.dataset.office}/procedures/${form.dataset.procedure}`;
const version = Number(form.dataset.version);

const value = (within, name) => within.querySelector(`[name="${name}"]`)?.value ?? "";
const ticked = (within, name) => within.querySelector(`[name="${name}"]`)?.checked ?? false;
const pair = (within, name) => ({ id: value(within, name), en: value(within, `${name}_en`) });
const all = (selector, make) => Array.from(form.querySelectorAll(selector), make);

function row(each) {
  return {
    place: Number(each.dataset.row), lane: value(each, "lane"), confirmed: ticked(each, "confirmed"), presence: value(each, "presence"),
    days: value(each, "days"), minutes: value(each, "minutes"), returns_to: value(each, "returns_to"),
    gives_slip: ticked(each, "gives_slip"), takes_register: ticked(each, "takes_register"), signs: ticked(each, "signs"),
  };
}

function ownRow(each) {
  return {
    activity: value(each, "activity"), short: value(each, "short"), lane: value(each, "lane"), presence: value(each, "presence"),
    days: value(each, "days"), minutes: value(each, "minutes"),
  };
}

function whole() {
  const total = form.querySelector("#total");
  return {
    request_id: newRequestId(),
    replaces: version,
    title: form.querySelector('[name="title"]') ? pair(form, "title") : null,
    prefix: pair(form, "prefix"),
    name: pair(form, "name"),
    board_name: value(form, "board_name"),
    choose_when: pair(form, "choose_when"),
    aliases: value(form, "aliases"),
    group: value(form, "group"),
    discreet: ticked(form, "discreet"),
    kiosk: value(form, "kiosk"),
    brought_by: pair(form, "brought_by"),
    fee: value(form, "fee"),
    fee_note: pair(form, "fee_note"),
    fee_basis: value(form, "fee_basis"),
    items: all("[data-item]", (each) => ({ key: each.dataset.item, text: pair(each, "text"), condition: pair(each, "condition") })),
    complete: ticked(form, "complete"),
    total_days: value(total, "days"),
    total_minutes: value(total, "minutes"),
    answers: all("[data-answer]", (each) => ({ key: each.dataset.answer, text: each.value })),
    front_lane: value(form, "front_lane"),
    walk: value(form, "walk"),
    rows: all("[data-row]", row),
    own_rows: form.dataset.own === "1" ? all("[data-own-row]", ownRow) : null,
  };
}

function edited() {
  shown.replaceChildren();
  look.hidden = false;
  showProblem(null);
}

form.addEventListener("input", edited);
form.addEventListener("click", (event) => {
  const adding = event.target.closest("[data-add]");
  const removing = event.target.closest("[data-remove]");
  if (adding) {
    const kind = adding.dataset.add;
    const list = form.querySelector(`#${kind}s`);
    list.append(document.querySelector(`#blank-${kind}`).content.cloneNode(true));
    list.lastElementChild.querySelector("input").focus();
  } else if (removing) {
    removing.parentElement.remove();
  } else return;
  edited();
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (look.hidden) return;
  showProblem(null);
  const body = whole();
  let response;
  try {
    response = await fetch(`${path}/preview`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    showProblem({});
    return;
  }
  if (!response.ok) {
    showProblem({});
    return;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  shown.replaceChildren(...Array.from(page.body.childNodes, (node) => document.adoptNode(node)));
  const publish = shown.querySelector("#publish");
  look.hidden = publish !== null;
  publish?.addEventListener("click", async () => {
    publish.setAttribute("aria-busy", "true");
    if (await send(path, body)) location.reload();
    else publish.removeAttribute("aria-busy");
  });
  publish?.focus({ preventScroll: true });
  shown.scrollIntoView({ block: "start" });
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-put-back]");
  if (!button) return;
  const number = Number(button.dataset.putBack);
  if (!(await sure(word("back", { number })))) return;
  if (await send(`${path}/put-back`, { request_id: newRequestId(), version: number, replaces: version })) location.reload();
});
