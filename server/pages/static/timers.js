// What moves by itself: the office's clock, running clocks, and the bar that fills towards the SOP's target.
import { serverNow } from "./line.js";

/** The bar's right end lies this much beyond the target (LOOKS 5). */
const BAR_BEYOND = 1.2;
/** From this share of the target on, the target counts as near. */
const NEAR = 0.8;

const clock = document.querySelector("#clock");
const zone = document.querySelector("#live").dataset.zone;
const wall = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** An instant as the office's clock shows it: 09.41. */
export const officeTime = (date) => wall.format(date).replace(":", ".");

const two = (value) => String(value).padStart(2, "0");

/** Seconds as a running clock shows them: 03:12, 1:04:09. */
export function running(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${two(minutes)}:${two(whole % 60)}`;
}

/** Draw everything that depends on the time. Cheap enough for four times a second, and right after a part was exchanged. */
export function draw() {
  const now = serverNow();
  const text = officeTime(now);
  if (clock.textContent !== text) clock.textContent = text;
  for (const each of document.querySelectorAll("[data-until]")) {
    const left = Math.ceil((Date.parse(each.dataset.until) - now) / 1000);
    each.hidden = left <= 0;
    each.querySelector("[data-left]").textContent = document.querySelector("#words").dataset.left.replace("{seconds}", left);
  }
  for (const each of document.querySelectorAll("[data-clock]")) {
    const began = Date.parse(each.dataset.since);
    const passed = each.dataset.running === "yes" ? (now - began) / 1000 : 0;
    const seconds = Math.max(0, Number(each.dataset.offset) + passed);
    const said = running(seconds);
    if (each.textContent !== said) each.textContent = said;
    each.classList.toggle("clock-long", said.length > 5);
    const target = Number(each.dataset.target ?? NaN);
    if (target > 0) {
      each.classList.toggle("clock-over", seconds > target);
      const bar = document.querySelector("[data-bar]");
      if (bar) fill(bar, seconds, target, said);
    }
  }
}

function fill(bar, seconds, target, said) {
  const share = Math.min(1, seconds / (target * BAR_BEYOND));
  const mark = 1 / BAR_BEYOND;
  const state = seconds > target ? "over" : seconds >= NEAR * target ? "near" : "within";
  bar.dataset.state = state;
  bar.querySelector(".bar-fill").setAttribute("width", `${100 * Math.min(share, mark)}%`);
  bar.querySelector(".bar-over").setAttribute("width", `${100 * Math.max(0, share - mark)}%`);
  const now = bar.querySelector(".bar-now");
  const words = document.querySelector("#words").dataset.over;
  const text = state === "over" ? words.replace("{time}", running(seconds - target)) : said;
  const shown = now.querySelector("span");
  if (shown.textContent !== text) shown.textContent = text;
  // Kept clear of the words at both ends and of the target's own.
  now.style.left = `${Math.min(Math.max(100 * share, 6), 70)}%`;
}
