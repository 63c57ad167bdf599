// The page *SOP*: adds a service of the office's own and goes to its page.

import { showProblem } from "./admin_send.js";
import { newRequestId, post } from "./site.js";

const form = document.querySelector("#new-service");
let request = newRequestId();

form.addEventListener("input", () => {
  request = newRequestId();
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  showProblem(null);
  const value = (name) => form.elements[name].value;
  const path = `/admin/${form.dataset.office}/procedures`;
  const body = { request_id: request, title: { id: value("title"), en: value("title_en") }, group: value("group"), lane: value("lane") };
  const answer = await post(path, body);
  if (answer.ok) location.assign(`${path}/${answer.body.id}`);
  else showProblem(answer.body ?? {});
});
