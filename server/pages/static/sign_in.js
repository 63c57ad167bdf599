// The sign-in page: sends the form as JSON, and the PIN pad types into its field.
import { post, word } from "./site.js";

const form = document.querySelector("#sign-in");
const problem = document.querySelector("#problem");
let busy = false;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return;
  busy = true;
  problem.hidden = true;
  const said = { ...Object.fromEntries(new FormData(form)), back: form.dataset.back };
  const answer = await post(form.dataset.path, said, { timeout: 15000 });
  if (answer.ok) {
    location.assign(answer.body.to);
    return;
  }
  problem.querySelector("div").textContent = answer.body?.sentence ? `${answer.body.sentence} ${answer.body.next}` : word("unreachable");
  problem.hidden = false;
  busy = false;
  const secret = form.querySelector("[type=password]");
  secret.value = "";
  secret.focus();
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-digit], [data-clear]");
  const pin = form.querySelector("#pin");
  if (!button || !pin) return;
  pin.value = "clear" in button.dataset ? "" : (pin.value + button.dataset.digit).slice(0, 8);
  pin.focus();
});

for (const name of form.querySelectorAll("[name=name][type=radio]")) {
  name.addEventListener("click", (event) => { if (event.detail) form.querySelector("#pin").focus(); });
  name.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      name.checked = true;
      form.querySelector("#pin").focus();
    }
  });
}
