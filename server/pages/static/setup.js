// The first admin: the secret behind the # goes into the body of one POST and nowhere else.
import { post, word } from "./site.js";

const secret = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
const form = document.querySelector("#setup");
const problem = document.querySelector("#problem");
let busy = false;

function say(text) {
  problem.querySelector("div").textContent = text;
  problem.hidden = false;
}

if (!secret) say(word("noSecret"));

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return;
  if (!secret) return say(word("noSecret"));
  busy = true;
  problem.hidden = true;
  const { name, password } = Object.fromEntries(new FormData(form));
  const answer = await post("/api/v1/setup", { secret, name, password }, { timeout: 15000 });
  busy = false;
  if (!answer.ok) return say(answer.body?.sentence ? `${answer.body.sentence} ${answer.body.next}` : word("unreachable"));
  form.hidden = true;
  document.querySelector("#done").hidden = false;
  document.querySelector("#done a").focus();
});
