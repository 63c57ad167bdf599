// Exchanges the parts of a page (`data-part`) that its server has made anew; what the reader opened or is typing in stays.

const texts = new Map();

/** Keep how the parts came from the server, to tell later which are new. */
export function rememberParts(main) {
  for (const part of main.querySelectorAll("[data-part]")) texts.set(part.dataset.part, part.outerHTML);
}

/** Ask `address` for the page or its parts, and exchange those that differ. A failure changes nothing. */
export async function exchangeParts(main, address) {
  try {
    const response = await fetch(address, { headers: { "HX-Request": "true" } });
    if (response.status === 401) {
      location.assign(response.headers.get("HX-Redirect") ?? "/");
      return;
    }
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of fresh.querySelectorAll("[data-part]")) exchange(main, part);
  } catch {
    // The line's own state says that the server is away; the next time asks again.
  }
}

function exchange(main, part) {
  const name = part.dataset.part;
  const text = part.outerHTML;
  const shown = main.querySelector(`[data-part="${name}"]`);
  if (!shown || texts.get(name) === text) return;
  texts.set(name, text);
  for (const open of shown.querySelectorAll("details[open]")) part.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
  const focus = shown.contains(document.activeElement) ? document.activeElement.id : "";
  shown.replaceWith(document.adoptNode(part));
  if (focus) document.getElementById(focus)?.focus();
}
