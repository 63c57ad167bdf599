// A sheet of paper numbers: each filled line is a command of its own, so that one wrong line stops no other.
import { newRequestId, post, word } from "./site.js";

const form = document.querySelector("#sheet");

/** A line keeps its request id until it is changed, so that sending it again after a lost answer records it once. */
form.addEventListener("input", (event) => {
  const line = event.target.closest("[data-line]");
  if (line) delete line.dataset.request;
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("#primary");
  if (button.disabled) return;
  button.disabled = true;
  for (const line of form.querySelectorAll("[data-line]:not([data-done])")) await send(line);
  button.disabled = false;
  const next = [...form.querySelectorAll("[data-line]:not([data-done]) [name=running]")];
  (next.find((each) => each.value) ?? next[0] ?? button).focus();
});

async function send(line) {
  const value = (name) => line.querySelector(`[name=${name}]`).value.trim();
  if (!value("running")) return;
  line.dataset.request ??= newRequestId();
  const answer = await post(form.dataset.path, {
    request_id: line.dataset.request,
    running: Number(value("running")),
    service: value("service"),
    arrived: value("arrived"),
    finished: value("finished") || null,
    day: form.elements.day.value,
  });
  const result = line.querySelector("[data-result]");
  if (!answer.ok) {
    result.textContent = answer.body?.sentence ? `${answer.body.sentence} ${answer.body.next}` : word("unreachable");
    return;
  }
  result.textContent = `${answer.body.number} ${word("done")}`;
  line.dataset.done = "yes";
  for (const each of line.querySelectorAll("input, select")) each.disabled = true;
}
