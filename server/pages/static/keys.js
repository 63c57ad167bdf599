// Keys: Enter is the one main action, Alt + letter everything else. A burst of keys is a barcode reader: it is taken as the
// scan of a ticket, and neither its characters nor its final Enter are ever a command.
import { busy, deaf } from "./command.js";

/** Keys closer together than this, and more of them than a hand can do, are a reader's. */
const BURST_GAP_MS = 50;
const BURST_KEYS = 6;

/** A second stroke of the main key this soon after the first is the same press. */
const STRUCK_TWICE_MS = 400;
let struck = null;

/** `onScan(text)` gets what a reader typed. */
export function listen({ onScan }) {
  let burst = "";
  let last = -Infinity;
  let field = null;
  let before = "";

  window.addEventListener(
    "keydown",
    (event) => {
      const now = event.timeStamp;
      const close = now - last <= BURST_GAP_MS;
      const plain = event.key.length === 1 && !event.altKey && !event.ctrlKey && !event.metaKey;
      if (event.key === "Shift") return;
      if (plain) {
        if (!close) {
          burst = "";
          field = document.activeElement?.matches?.("input:not([type=radio]):not([type=checkbox]), textarea") ? document.activeElement : null;
          before = field?.value ?? "";
        }
        burst += event.key;
        last = now;
        // A reader's blank must not press a focused button either.
        if (event.key === " " && close && burst.length > 2) event.preventDefault();
        return;
      }
      const scanned = event.key === "Enter" && close && burst.length > BURST_KEYS ? burst : "";
      burst = "";
      last = -Infinity;
      if (scanned) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (field) field.value = before;
        onScan(scanned);
        return;
      }
      if (event.key === "Enter") enter(event);
      else if (event.altKey && !event.ctrlKey && !event.metaKey) alt(event);
    },
    true,
  );
}

function enter(event) {
  const again = event.repeat || document.body.classList.contains("struck");
  document.body.classList.add("struck");
  clearTimeout(struck);
  struck = setTimeout(() => document.body.classList.remove("struck"), STRUCK_TWICE_MS);
  if (again) return event.preventDefault();
  const dialog = document.querySelector("dialog[open]");
  const waiting = document.querySelector("[data-notice-main]");
  if (waiting) {
    event.preventDefault();
    waiting.click();
    return;
  }
  if (dialog ? busy() : deaf()) return event.preventDefault();
  if (dialog) return inDialog(event, dialog);
  const focus = document.activeElement;
  // A button reached with the Tab key is meant; one that was merely clicked before is not.
  if (focus && focus !== document.body && focus.matches("a, button, summary, select, textarea") && focus.matches(":focus-visible")) return;
  event.preventDefault();
  document.querySelector("[data-primary]")?.click();
}

function inDialog(event, dialog) {
  const focus = document.activeElement;
  if (focus?.matches("button, a, summary") && focus.matches(":focus-visible")) return;
  event.preventDefault();
  // Of several forms the one with the focus is meant.
  const form = focus?.closest("form") ?? dialog.querySelector("form:not([hidden])");
  if (form) form.requestSubmit();
  else dialog.querySelector(".main-button:not([hidden])")?.click();
}

function alt(event) {
  const key = event.code.replace(/^(Key|Digit)/, "");
  if (key.length !== 1) return;
  const inside = document.querySelector("dialog[open]") ?? document;
  const button = inside.querySelector(`[data-key="${key}"]`);
  if (!button) return;
  event.preventDefault();
  if (!event.repeat) button.click();
}
