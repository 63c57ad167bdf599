// Commands to the server, one after another: each has a request id made when the person acted, and a retry reuses it, so that
// nothing is lost and nothing done twice. What could not be sent is kept over a reload of the page and said on the screen.
import { newRequestId, post, word } from "./site.js";

/** A command older than this is not sent by itself any more: things may stand differently now. */
const OWN_ACCORD_MS = 60_000;
/** After a command the main key is deaf this long, so that a second stroke of the same press does not start the next thing. */
const DEAF_MS = 400;

const live = document.querySelector("#live");
const office = live.dataset.office;
const kept = `antrean-unsent-${office}`;
let running = false;
let deafTimer = null;

export const busy = () => running;
export const deaf = () => running || document.body.classList.contains("deaf");

function goDeaf() {
  document.body.classList.add("deaf");
  clearTimeout(deafTimer);
  deafTimer = setTimeout(() => document.body.classList.remove("deaf"), DEAF_MS);
}

/** Make a command of what a person just did. */
export function command(path, body, label) {
  return { path, body: { request_id: newRequestId(), ...body }, label, at: Date.now() };
}

/**
 * Carry out commands in order. Each group stops at its own first refusal; `group` names what belongs together.
 * Gives the answers, in order; null for those that were not reached.
 */
export async function run(commands, { button = null } = {}) {
  if (running) return [];
  running = true;
  const show = lock(button);
  const answers = [];
  const refusedGroups = new Set();
  const waiting = [...commands];
  while (waiting.length) {
    const next = waiting[0];
    if (next.group !== undefined && refusedGroups.has(next.group)) {
      answers.push(null);
      waiting.shift();
      continue;
    }
    sessionStorage.setItem(kept, JSON.stringify(waiting));
    const answer = await send(next);
    if (answer === null) break;
    if (!answer.ok && next.group !== undefined) refusedGroups.add(next.group);
    answers.push(answer);
    waiting.shift();
  }
  sessionStorage.removeItem(kept);
  clear("unsent");
  const refused = answers.filter((answer) => answer && !answer.ok);
  running = false;
  goDeaf();
  if (answers.some((answer) => answer?.status === 401)) {
    location.assign(live.dataset.signIn + `?back=${encodeURIComponent(location.pathname)}`);
    return answers;
  }
  if (refused.length && commands.length === 1) problem(refused[0].body, commands[0]);
  else if (!refused.length) clear("problem");
  show(refused.length > 0);
  refresh();
  return answers;
}

/** Try one command until it is answered. null when the person let it go. */
async function send(next) {
  let letGo = false;
  for (;;) {
    const answer = await post(`/api/v1/offices/${office}/${next.path}`, next.body);
    if (answer.status !== 0 && answer.status < 500) return answer;
    const own = Date.now() - next.at < OWN_ACCORD_MS;
    const again = new Promise((resolve) => {
      notice("unsent", "notice-instead", "plug-off", word(own ? "unsent" : "unsentOld", { what: next.label }), [
        [word("send"), resolve, "Enter"],
        [word("letGo"), () => { letGo = true; resolve(); }],
      ]);
      if (own) setTimeout(resolve, 1500);
    });
    await again;
    if (letGo) return null;
  }
}

/** Go on with what was left unsent when the page was closed or loaded again. */
export function resume() {
  const text = sessionStorage.getItem(kept);
  if (text) run(JSON.parse(text));
}

function lock(button) {
  document.body.classList.add("locked");
  if (!button) return () => document.body.classList.remove("locked");
  const before = button.innerHTML;
  button.setAttribute("aria-busy", "true");
  const spinner = document.querySelector("#spinner")?.content.cloneNode(true);
  if (button.matches(".main-button")) {
    const said = document.createElement("span");
    said.textContent = word("busy");
    button.replaceChildren(...(spinner ? [spinner] : []), said);
  } else if (spinner) button.querySelector(".icon")?.replaceWith(spinner);
  return () => {
    document.body.classList.remove("locked");
    button.removeAttribute("aria-busy");
    button.innerHTML = before;
  };
}

/** Ask for the parts of the page again. */
export function refresh() {
  window.htmx?.trigger(live, "antrean:changed");
}

/**
 * Offer to say a refused command again on behalf of the colleague whose ticket it is; null where that is not why it was refused.
 * Gives a button, made with a request id of its own when pressed. `then` gets the answer.
 */
export async function behalf(body, refused, then = () => {}) {
  const ticket = /^tickets\/([^/]+)\//.exec(refused?.path ?? "")?.[1];
  if (!ticket || refused.body.on_behalf || !["colleagues_sitting", "for_a_colleague"].includes(body?.code)) return null;
  let words;
  try {
    const response = await fetch(`${live.dataset.behalf}${ticket}`, { signal: AbortSignal.timeout(6000) });
    if (!response.ok) return null;
    words = (await response.json()).words;
  } catch {
    return null;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.dataset.behalf = "";
  button.textContent = words;
  button.addEventListener("click", async () => {
    if (running) return;
    const { request_id: _, ...said } = refused.body;
    const [answer] = await run([command(refused.path, { ...said, on_behalf: true }, refused.label)]);
    if (answer) then(answer);
  });
  return button;
}

/** Say why the server refused, and what to do next. */
export function problem(body, refused = null) {
  const text = body?.sentence ? [body.sentence, body.next] : [word("unreachable"), ""];
  notice("problem", "notice-fault", "warning", text.join(" "), [[word("close"), () => clear("problem")]]);
  const actions = document.querySelector('[data-notice="problem"] .notice-actions');
  behalf(body, refused).then((button) => button && actions.prepend(button));
}

/** Take a notice away. */
export function clear(kind) {
  document.querySelector(`[data-notice="${kind}"]`)?.remove();
}

/** Show a notice with buttons [words, what to do, key]; one of each kind at a time. */
export function notice(kind, style, sign, text, buttons) {
  clear(kind);
  const box = document.createElement("div");
  box.className = `notice ${style}`;
  box.dataset.notice = kind;
  const icon = document.querySelector(`#icon-${sign}`)?.content.cloneNode(true);
  const said = document.createElement("p");
  said.textContent = text;
  const actions = document.createElement("div");
  actions.className = "notice-actions";
  for (const [words, act, key] of buttons) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = words;
    if (key === "Enter") button.dataset.noticeMain = "";
    button.addEventListener("click", act, { once: true });
    actions.append(button);
  }
  box.append(...(icon ? [icon] : []), said, actions);
  // What lies under an open dialog can be neither read nor pressed.
  const open = document.querySelector("dialog[open]");
  if (open) open.prepend(box);
  else document.querySelector("#notices").append(box);
}
