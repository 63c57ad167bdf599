// Pairing a staff PC: show a code, ask every 1.5 s whether it was typed. The credential never passes through here.
import { post, word } from "./site.js";

const code = document.querySelector("#code");
const problem = document.querySelector("#problem");

function trouble(answer) {
  problem.hidden = answer.ok;
  if (!answer.ok) problem.querySelector("div").textContent = answer.body?.sentence ? `${answer.body.sentence} ${answer.body.next}` : word("unreachable");
}

async function ask() {
  const answer = await post("/station/ask", {});
  trouble(answer);
  if (answer.ok) code.textContent = answer.body.code;
  setTimeout(answer.ok ? look : ask, answer.ok ? 1500 : 5000);
}

async function look() {
  const answer = await post("/station/state", {});
  trouble(answer);
  if (answer.ok && answer.body.status === "paired") return location.assign(answer.body.to);
  setTimeout(answer.ok && answer.body.status === "expired" ? ask : look, 1500);
}

ask();
