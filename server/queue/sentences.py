"""
What is said about who is next: one sentence a clerk can say to a crowd for each choice, and the rule as the board shows it.

Both are made from the policy that holds, so that what is read is what is done. Pure. Indonesian first, English second.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from server.protocol import Words
from server.queue.policy import IN_A_ROW, OTHERS, Next
from sop.model import Policy

#: Somebody who has been in line longer than this has been since an earlier day; no office is open for so long.
_SINCE_ANOTHER_DAY = timedelta(hours=12)


def why(chosen: Next, *, now: datetime) -> Words:
    """The sentence for a choice. Minutes are whole ones already waited, so it is true a little later too."""
    number, policy = chosen.ticket.number, chosen.policy
    waited = _waited(now - chosen.ticket.queued_at)
    match chosen.reason:
        case "priority":
            because = Words(id="dan didahulukan", en="and goes first")
            return _sentence(number, waited, because, joined=" ")
        case "turn":
            ahead = policy.priority_in_a_row if policy.kind == "ratio" else IN_A_ROW
            because = Words(
                id=f"sudah {ahead} yang didahulukan berturut-turut",
                en=f"{ahead} priority visitors in a row were called before",
            )
        case "credit":
            because = _weight(policy)
        case "collect":
            ready = Words(id="berkasnya siap diambil", en="the document is ready to be collected")
            return _sentence(number, ready, waited, joined=", ")
        case _:
            because = Words(id="paling lama di antrean ini", en="the longest in this line")
            return _sentence(number, waited, because, joined=", ")
    return _sentence(number, waited, because, joined="; ")


def rule(policy: Policy, *, groups: Iterable[Words]) -> Words:
    """The sentence on the board about who is next. `groups`: names of the priority groups the office switched on."""
    names = list(groups)
    if not names or policy.kind == "arrival":
        return Words(id="Dipanggil menurut waktu datang.", en="Called in order of arrival.")
    told = Words(id=", ".join(name.id for name in names), en=", ".join(name.en for name in names))
    if policy.kind == "accumulating":
        weight = _weight(policy)
        return Words(
            id=f"Menurut waktu datang; {weight.id}: {told.id}.", en=f"By time of arrival; {weight.en}: {told.en}."
        )
    ahead, others = IN_A_ROW, OTHERS
    if policy.kind == "ratio":
        ahead, others = policy.priority_in_a_row, policy.others_in_a_row
    return Words(
        id=f"Didahulukan: {told.id}. Setelah {ahead} nomor didahulukan, {others} nomor lain.",
        en=f"Served first: {told.en}. After {ahead} of them, {others} other{'s' if others > 1 else ''}.",
    )


def _weight(policy: Policy) -> Words:
    times = policy.priority_rate / policy.other_rate
    delay = policy.other_delay_minutes
    if delay and times == 1:
        return Words(
            id=f"waktu tunggu yang lain dihitung setelah {delay} menit",
            en=f"others' waiting counts after {delay} minutes",
        )
    later = Words(id=f", yang lain setelah {delay} menit", en=f", others' after {delay} minutes")
    return Words(
        id=f"waktu tunggu yang didahulukan dihitung {_times(times, ',')} kali" + (later.id if delay else ""),
        en=f"priority visitors' waiting counts {_times(times, '.')} times" + (later.en if delay else ""),
    )


def _times(times: float, mark: str) -> str:
    return f"{times:.2f}".rstrip("0").rstrip(".").replace(".", mark)


def _waited(waited: timedelta) -> Words:
    if waited >= _SINCE_ANOTHER_DAY:
        return Words(id="menunggu sejak hari sebelumnya", en="waiting since an earlier day")
    minutes = max(0, int(waited.total_seconds() // 60))
    if not minutes:
        return Words(id="baru datang", en="has just come")
    return Words(id=f"menunggu {minutes} menit", en=f"waiting {minutes} minutes")


def _sentence(number: str, one: Words, other: Words, *, joined: str) -> Words:
    return Words(
        id=f"{number} giliran berikutnya: {one.id}{joined}{other.id}.",
        en=f"{number} is next: {one.en}{joined}{other.en}.",
    )
