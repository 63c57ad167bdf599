// What the admin's forms share: sending a command, showing why it was refused, asking before something ends.

import { post, word } from "./site.js";

/** Show a refusal in the page's own place for it; null hides it. */
export function showProblem(body) {
  const box = document.querySelector("#problem");
  box.hidden = body === null;
  if (body === null) return;
  const text = box.querySelector("div");
  text.textContent = body.sentence ? `${body.sentence} ${body.next ?? ""}` : word("unreachable");
  box.scrollIntoView({ block: "nearest" });
}

/** Send a command. Gives whether it was done; says why not where it was not. */
export async function send(path, body, options = {}) {
  showProblem(null);
  const answer = await post(path, body, options);
  if (!answer.ok) showProblem(answer.body ?? {});
  return answer.ok;
}

/** Ask before something that cannot be undone. Gives whether the person said yes. */
export function sure(title) {
  const dialog = document.querySelector("#confirm");
  dialog.querySelector("h2").textContent = title;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}
