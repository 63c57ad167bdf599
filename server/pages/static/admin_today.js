// The page *Hari ini*: exchanges the parts that changed, when the office's feed says so and every half minute (waits grow by themselves).

import { follow, serverNow, tellServerTime } from "./line.js";
import { word } from "./site.js";
import { exchangeParts, rememberParts } from "./admin_parts.js";

/** Many events come at once in the morning; the page asks at most this often. */
const LEAST_MS = 2500;
const EVERY_MS = 30000;

const main = document.querySelector("#today");
const office = main.dataset.office;
const live = main.dataset.day === "";
rememberParts(main);

let asked = 0;
let timer = null;
let asking = false;

function address() {
  const query = new URLSearchParams();
  if (main.dataset.day) query.set("day", main.dataset.day);
  const service = document.querySelector("#service");
  if (service && service.dataset.chosen) query.set("service", service.value);
  return `/admin/${office}/today?${query}`;
}

async function refresh() {
  if (asking) return;
  asking = true;
  asked = performance.now();
  const chosen = document.querySelector("#service")?.dataset.chosen;
  await exchangeParts(main, address());
  if (chosen) document.querySelector("#service")?.setAttribute("data-chosen", chosen);
  asking = false;
}

function soon() {
  if (timer !== null) return;
  timer = setTimeout(() => {
    timer = null;
    refresh();
  }, Math.max(0, asked + LEAST_MS - performance.now()));
}

main.addEventListener("change", (event) => {
  if (event.target.id !== "service") return;
  event.target.dataset.chosen = "yes";
  const query = new URLSearchParams(location.search);
  query.set("service", event.target.value);
  history.replaceState(null, "", `?${query}`);
  refresh();
});

const clock = document.querySelector("#clock");
function showClock() {
  const parts = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.zone }).format(serverNow());
  clock.textContent = parts.replace(":", ".");
}

function showState(state, since) {
  const cut = state === "cut";
  const box = document.querySelector("#line-state");
  box.dataset.state = cut ? "cut" : "live";
  box.querySelector("[data-line=live]").hidden = cut;
  box.querySelector("[data-line=cut]").hidden = !cut;
  const at = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.zone }).format(since);
  document.querySelector("#line-words").textContent = word(cut ? "cut" : "live", { time: at.replace(":", ".") });
  main.classList.toggle("stale", cut);
}

if (new URLSearchParams(location.search).has("service")) document.querySelector("#service")?.setAttribute("data-chosen", "yes");
follow(office, { onChange: live ? soon : () => {}, onState: showState });
if (live) setInterval(soon, EVERY_MS);
setInterval(showClock, 1000);
