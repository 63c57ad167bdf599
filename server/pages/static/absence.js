// The form *a lane is not there*: turns what was chosen into one command. What is possible, the server says.

/** Gives {path, body} of the filled form: `cover-lane` where another lane covers, `lane-absent` where none does. */
export function absence(form) {
  const { lane, reason, when, time, day, by, capacity } = Object.fromEntries(new FormData(form));
  const until = {
    tomorrow: { tomorrow: true },
    // An office's clock never jumps: today's distance from UTC holds all day.
    today: { until: time ? `${form.dataset.today}T${time.replace(".", ":").padStart(5, "0")}:00${form.dataset.offset}` : null },
    day: { day: day || null },
  }[when];
  const cover = by ? { by, capacity } : {};
  return { path: `lanes/${encodeURIComponent(lane)}/${by ? "cover-lane" : "lane-absent"}`, body: { reason, ...until, ...cover } };
}

// Whoever sets a time or a date means it.
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-absence] .absence-value")) event.target.closest("label").querySelector("[type=radio]").checked = true;
});
