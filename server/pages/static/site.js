// On every page: the switch between Indonesian and English, and small helpers the other scripts import.

/** A new request id: 128 random bits. `crypto.randomUUID` does not exist on a plain http page. */
export function newRequestId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * POST a value as JSON.
 * Gives {ok, status, body}; status 0 when no answer came at all.
 */
export async function post(path, body, { timeout = 6000, method = "POST" } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeout);
  try {
    const response = await fetch(path, {
      method,
      headers: { "Content-Type": "application/json", Accept: "application/json", "Accept-Language": document.documentElement.lang },
      body: JSON.stringify(body),
      signal: stop.signal,
    });
    const text = await response.text();
    let value = null;
    try {
      value = text ? JSON.parse(text) : null;
    } catch {
      return { ok: false, status: response.ok ? 0 : response.status, body: null };
    }
    return { ok: response.ok, status: response.status, body: value };
  } catch {
    return { ok: false, status: 0, body: null };
  } finally {
    clearTimeout(timer);
  }
}

/** A sentence kept in the page by its server, with {blanks} filled. */
export function word(name, blanks = {}) {
  const text = document.querySelector("#words")?.dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (_, key) => blanks[key] ?? "");
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-leave]");
  if (!button) return;
  const office = button.dataset.leave;
  const answer = await post("/sign-out", { office, request_id: newRequestId() });
  if (answer.ok || answer.status === 401) location.assign(`/staff/${office}/sign-in`);
  // A ticket is still at this person's counter: the desk is where it can be finished, held or transferred.
  else if (answer.status === 409) location.assign(`/staff/${office}`);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-language]");
  if (!button) return;
  document.cookie = `antrean_language=${button.dataset.language}; path=/; SameSite=Strict; max-age=43200`;
  location.reload();
});
