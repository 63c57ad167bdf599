"""
Pages that mostly tell: the start, *diurus di tempat lain*, help on its way, a refusal, cut off, and pairing.

Each says what happened and what to do; none has a code or a blame in it.
"""

from __future__ import annotations

from kiosk.flow import busy, left
from kiosk.screens.components import Moment, bottom_bar, button, home_header, main_button, page_header
from kiosk.screens.layout import BOLD, MEDIUM, Layout
from kiosk.screens.number import number_face
from kiosk.screens.panels import closing_buttons, countdown, countdown_height, notice, to_do
from kiosk.screens.sheet import Rect
from kiosk.screens.tiles import service_name
from kiosk.state import Screen
from server.look.words import clock


def draw_starting(page: Layout, screen: Screen, moment: Moment) -> None:
    """Before the first snapshot."""
    home_header(page, screen, moment)
    bottom_bar(page)
    _say_large(page, page.look.say("One moment"), page.look.say("This machine is getting ready."))


def draw_elsewhere(page: Layout, screen: Screen, moment: Moment) -> None:
    """A service that gives no number here: who brings the file, and the way to a clerk."""
    assert screen.service is not None
    say, space, margin = page.look.say, page.panel.space, page.margin
    service = screen.service
    y = page_header(page, screen, moment, back=say("Back"))
    bar = bottom_bar(page)
    width = page.width - 2 * margin
    name = service_name(page, service)
    face = page.face(75, weight=BOLD, title=True)
    if page.lines(name, face=face, width=width) > 2:
        face = page.face(56, weight=BOLD, title=True)
    top = y + space(34)
    y = page.text(name, x=margin, y=top, width=width, face=face, line_height=1.05)
    page.mark("title", label=name, rect=Rect(margin, top, width, y - top))
    who = page.look.words(service.brought_by) if service.brought_by is not None else say("another office")
    y = notice(page, icon="house", title=say("No number is needed here"),
               text=say("The file is brought here by {who}. You do not need to queue.").format(who=who),
               x=margin, y=y + space(30), width=width)  # fmt: skip
    items = [("person-ask", say("If in doubt, ask the staff here."), 1)]
    if service.brought_by is not None and "kelurahan" in service.brought_by.id:
        items.insert(0, ("house", say("Go to your kelurahan office first."), 0))
    high = page.panel.touch(104)
    main = page.panel.touch(160 if page.panel.portrait else 120)
    label = say("One moment") if busy(screen) else say("Ask the staff")
    ask_top = bar - space(22) - main - page.panel.gap(16) - high
    to_do(
        page, items, heading=say("What you can do"), x=margin, y=y + space(30), width=width, bottom=ask_top - space(4)
    )
    button(page, "ask-clerk", label=label, icon="spinner" if busy(screen) else "person-ask",
           rect=Rect(margin, ask_top, width, high))  # fmt: skip
    main_button(page, "back:list", label=say("Choose another service"), rect=Rect(margin, bar - space(22) - main, width, main),
                face_size=56)  # fmt: skip


def draw_help(page: Layout, screen: Screen, moment: Moment) -> None:
    """A clerk has been asked to come."""
    say, space, margin = page.look.say, page.panel.space, page.margin
    y = page_header(page, screen, moment)
    width = page.width - 2 * margin
    bar = bottom_bar(page)
    y = page.text(say("The staff have been called"), x=margin, y=y + space(48), width=width,
                  face=page.face(75, weight=BOLD, title=True), line_height=1.05)  # fmt: skip
    y = notice(page, icon="person-ask", title=say("Please wait here"),
               text=say("Somebody will come to this machine and help you choose."), x=margin, y=y + space(30), width=width,
               kind="plain")  # fmt: skip
    _closing(page, screen, moment, bar=bar)


def draw_refused(page: Layout, screen: Screen, moment: Moment) -> None:
    """The server gave no number and says why."""
    assert screen.problem is not None
    say, space, margin = page.look.say, page.panel.space, page.margin
    y = page_header(page, screen, moment)
    width = page.width - 2 * margin
    bar = bottom_bar(page)
    y = page.text(say("No number this time"), x=margin, y=y + space(48), width=width,
                  face=page.face(75, weight=BOLD, title=True), line_height=1.05)  # fmt: skip
    y = notice(page, icon="info", title=screen.problem.sentence,
               text=screen.problem.next or say("Please ask the staff."), x=margin, y=y + space(30), width=width)  # fmt: skip
    top = _closing(page, screen, moment, bar=bar)
    high = page.panel.touch(104)
    if y + space(30) + high + space(8) <= top:
        label = say("One moment") if busy(screen) else say("Ask the staff")
        button(page, "ask-clerk", label=label, icon="spinner" if busy(screen) else "person-ask",
               rect=Rect(margin, y + space(30), width, high))  # fmt: skip


def draw_cut_off(page: Layout, screen: Screen, moment: Moment) -> None:
    """This machine gives no number now: go to a clerk. With a request still open, its visitor may wait for it here."""
    say, space, margin = page.look.say, page.panel.space, page.margin
    y = page_header(page, screen, moment)
    width = page.width - 2 * margin
    bar = bottom_bar(page)
    y = page.text(say("Please see the staff"), x=margin, y=y + space(40), width=width,
                  face=page.face(75, weight=BOLD, title=True), line_height=1.05)  # fmt: skip
    page.mark("title", label=say("Please see the staff"), rect=Rect(margin, y - 1, width, 1))
    text = say("This machine cannot give a number at the moment.")
    if screen.cut_since is not None and moment.local is not None:
        since = clock(screen.cut_since.astimezone(moment.local.tzinfo))
        text = say("This machine cannot give a number since {time}.").format(time=since)
    y = notice(page, icon="plug-off", title=say("Connection lost"), text=text, x=margin, y=y + space(30), width=width)
    staff = say("The staff will write down a number for you.")
    if screen.asked is not None:
        bottom = _closing(page, screen, moment, bar=bar)
        text = say("You have **no number yet**. If one still comes, it is shown and printed here.")
        items = [("person-ask", staff, 1), ("clock", text, 0)]
    else:
        bottom = bar
        items = [
            ("person-ask", staff, 0),
            ("speaker", say("Numbers already given stay valid. Listen to the staff."), 1),
        ]
    to_do(page, items, heading=say("What you can do"), x=margin, y=y + space(30), width=width, bottom=bottom - space(4))


def draw_pairing(page: Layout, screen: Screen, moment: Moment, *, code: str | None, address: str) -> None:
    """
    The kiosk asks to be let in.

    Args:
        code: what an admin types; None: the server has not answered yet.
        address: of the server.
    """
    say, space, margin = page.look.say, page.panel.space, page.margin
    y = home_header(page, screen, moment)
    width = page.width - 2 * margin
    bottom_bar(page)
    y = page.text(say("Pair this kiosk"), x=margin, y=y + space(34), width=width,
                  face=page.face(75, weight=BOLD, title=True), line_height=1.05)  # fmt: skip
    y += space(24)
    if code is None:
        notice(page, icon="plug-off", title=say("Looking for the server"),
               text=say("No answer yet from {address}. This goes on by itself.").format(address=address),
               x=margin, y=y, width=width)  # fmt: skip
        return
    face = number_face(page, code, width=min(width - 2 * space(40), space(900 if page.panel.portrait else 600)))
    high = face.size * 1.1 + 2 * space(20)
    page.box(Rect(margin, y, width, high), fill="putih", line="garis_2")
    page.text(code, x=margin + space(20), y=y + space(20), width=width - 2 * space(20), face=face, line_height=1.1,
              align="centre")  # fmt: skip
    page.mark("pairing-code", label=code, rect=Rect(margin, y, width, high))
    y += high + space(30)
    small = page.face(42, weight=MEDIUM)
    for text in (
        say("An admin lets this machine in: open **Devices** on the admin page and enter this code."),
        say("Or on the server: **{command}**").format(command=f"python -m server pair {code} --office …"),
        say("Server: {address}").format(address=address),
    ):
        y = page.text(text, x=margin, y=y, width=width, face=small) + space(16)


def _closing(page: Layout, screen: Screen, moment: Moment, *, bar: float) -> float:
    """Countdown and the two buttons above `bar`. Returns: the y above them."""
    space, margin = page.panel.space, page.margin
    closing = closing_buttons(page, bottom=bar - space(22))
    remaining = left(screen, now=moment.mono)
    if remaining is None:
        return closing
    width = page.width - 2 * margin
    top = closing - space(24) - countdown_height(page, width=width)
    countdown(page, remaining=remaining, whole=screen.stay, x=margin, y=top, width=width)
    return top


def _say_large(page: Layout, title: str, text: str) -> None:
    face = page.face(75, weight=BOLD, title=True)
    width = page.width - 2 * page.margin
    y = page.height * 0.36
    size = page.panel.space(96)
    page.icon("spinner", x=page.margin, y=y - size - page.panel.space(36), size=size)
    y = page.text(title, x=page.margin, y=y, width=width, face=face, line_height=1.05)
    page.mark("title", label=title, rect=Rect(page.margin, y - 1, width, 1))
    page.text(text, x=page.margin, y=y + page.panel.space(20), width=width, face=page.face(42), colour="tinta_2")
