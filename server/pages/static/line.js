// Follows an office's staff feed: says when it is connected or cut off and since when, keeps the server's time, and tells
// when something changed. The session's cookie opens the feed; nothing is sent over it.

/** A feed beats every 3 s; after this silence the page calls itself cut off (the server's CUT_OFF_SECONDS). */
const CUT_OFF_MS = 8000;
/** A broken line is called cut off sooner: two tries have failed by then. */
const BROKEN_MS = 3000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 5000;

let ahead = 0; // server time minus this machine's, ms

/** The server's time now, as a Date; this machine's own clock is never shown. */
export function serverNow() {
  return new Date(performance.timeOrigin + performance.now() + ahead);
}

/** Set the server's time from an instant it told us. */
export function tellServerTime(text) {
  ahead = Date.parse(text) - (performance.timeOrigin + performance.now());
}

/**
 * Follow `office`. `onChange()` runs after each snapshot and change; `onState("on" | "cut", since)` when the line comes or goes.
 */
export function follow(office, { onChange, onState }) {
  let heard = performance.now();
  let heardAt = serverNow();
  let state = "waiting";
  let wait = FIRST_RETRY_MS;
  let socket = null;
  let broken = false;

  function say(next) {
    if (next === state) return;
    state = next;
    onState(state, heardAt);
  }

  function connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const mine = new WebSocket(`${scheme}://${location.host}/api/v1/offices/${encodeURIComponent(office)}/feed?view=staff`);
    socket = mine;
    mine.addEventListener("message", (event) => {
      const frame = JSON.parse(event.data);
      heard = performance.now();
      tellServerTime(frame.time);
      heardAt = serverNow();
      broken = false;
      wait = FIRST_RETRY_MS;
      say("on");
      if (frame.type === "snapshot" || frame.type === "change") onChange();
    });
    mine.addEventListener("close", () => {
      if (socket !== mine) return;
      broken = true;
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, LAST_RETRY_MS);
    });
  }

  setInterval(() => {
    const silent = performance.now() - heard;
    if (silent > (broken ? BROKEN_MS : CUT_OFF_MS)) say("cut");
    if (silent > CUT_OFF_MS && !broken && socket) {
      // Half-open: the other end is gone without a word. Let this one go and try anew.
      const old = socket;
      socket = null;
      old.close();
      heard = performance.now() - BROKEN_MS - 1;
      broken = true;
      connect();
    }
  }, 250);
  connect();
}
