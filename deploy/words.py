"""
The words of every program, for its translators: finds the sentences in the code, updates the catalogues, compiles them.

    python -m deploy.words              every catalogue: new sentences in, vanished ones set aside, compiled
    python -m deploy.words kiosk        of one program only
    python -m deploy.words --check      changes nothing; says what is not translated or not compiled

A sentence in the code is English and is its own key; its Indonesian form stands in `<room>/locale/id/LC_MESSAGES/<domain>.po`.
A new one comes in with an empty form: fill it in, and run this again. Translates nothing itself.
"""

from __future__ import annotations

import argparse
import fnmatch
import io
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).parents[1]
LANGUAGE: Final = "id"
#: Functions that say a sentence: gettext's own, and the ones the screens call it by.
KEYWORDS: Final = {**DEFAULT_KEYWORDS, "say": None, "say_n": (1, 2)}
#: Lines of a catalogue's head that say something; dates and translators are in the history.
_HEAD: Final = (
    "Project-Id-Version",
    "Language",
    "Plural-Forms",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
)
#: Head of a catalogue that does not exist yet. Indonesian has one form for every count (Unicode CLDR), which Babel does not know.
_NEW: Final = """\
# Words, Indonesian.
msgid ""
msgstr ""
"Project-Id-Version: antrean 0.1.0\\n"
"Language: id\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
_PLACEHOLDER: Final = re.compile(r"\{(\w*)\}|%\((\w+)\)[sd]|%[sd]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """
    One catalogue.

    Attributes:
        room: folder whose code speaks from it; its `babel.cfg`, where it has one, says how files are read.
        domain: its name.
        sources: which of the room's files bring new sentences into it, as a pattern on the path inside the room; the
            first catalogue of the room that fits all files of a sentence gets it. Where it already is, it stays.
    """

    room: str
    domain: str
    sources: str = "*"

    def po(self, root: Path) -> Path:
        """The written catalogue."""
        return root / self.room / "locale" / LANGUAGE / "LC_MESSAGES" / f"{self.domain}.po"

    def mo(self, root: Path) -> Path:
        """The compiled one."""
        return self.po(root).with_suffix(".mo")


BOOKS: Final = (
    Book(room="kiosk", domain="kiosk"),
    Book(room="board", domain="board"),
    Book(room="printer", domain="printer"),
    Book(room="server/pages", domain="admin", sources="templates/admin*"),
    Book(room="server/pages", domain="pages"),
)


def sentences(book: Book, *, root: Path = ROOT) -> Catalog:
    """Find every sentence in the code that belongs into this catalogue, with the files it stands in."""
    room = root / book.room
    methods, options = [("**.py", "python")], {}
    if (room / "babel.cfg").exists():
        with (room / "babel.cfg").open(encoding="utf-8") as file:
            methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    said = list(extract_from_dir(str(room), method_map=methods, options_map=options, keywords=KEYWORDS))
    files: dict[str, set[str]] = {}
    for name, _, sentence, _, _ in said:
        files.setdefault(_key(sentence), set()).add(name)
    here = _ids(_read(book.po(root)))
    others = (each for each in BOOKS if each.room == book.room and each != book)
    elsewhere = {id_ for each in others for id_ in _ids(_read(each.po(root)))}
    found = Catalog(locale=LANGUAGE)
    for name, _, sentence, comments, context in said:
        key = _key(sentence)
        if key in here or (key not in elsewhere and _home(book.room, files[key]) == book):
            found.add(sentence, locations=[(f"{book.room}/{name}", 0)], auto_comments=comments, context=context)
    return found


def update(book: Book, *, root: Path = ROOT) -> bool:
    """Bring the written catalogue up to date. Returns: whether it was changed."""
    path = book.po(root)
    catalogue = _read(path)
    catalogue.update(sentences(book, root=root), no_fuzzy_matching=True)
    for message in catalogue:
        # Files only: line numbers would change with every edit of the code.
        message.locations = sorted({(file, 0) for file, _ in message.locations})
    written = io.BytesIO()
    write_po(written, catalogue, width=120, sort_output=True, include_lineno=False)
    text = "".join(_plain_head(written.getvalue().decode("utf-8").splitlines(keepends=True)))
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def compile_(book: Book, *, root: Path = ROOT) -> bool:
    """Compile the written catalogue. Returns: whether the compiled one said something else before."""
    if _is_compiled(book, root=root):
        return False
    with book.mo(root).open("wb") as file:
        write_mo(file, _read(book.po(root)))
    return True


def faults(book: Book, *, root: Path = ROOT) -> list[str]:
    """Everything that is wrong with a catalogue, a sentence each; [] when it is whole."""
    written = _read(book.po(root))
    wanted = _ids(sentences(book, root=root))
    known = _ids(written)
    said = [f"not in the catalogue: {id_}" for id_ in sorted(wanted - known)]
    said += [f"not in the code any more: {id_}" for id_ in sorted(known - wanted)]
    for message in written:
        if not message.id:
            continue
        if not all(_forms(message.string)) or message.fuzzy:
            said.append(f"not translated: {_key(message.id)}")
        elif strange := _placeholders(message.string) - _placeholders(message.id):
            said.append(f"does not know {', '.join(sorted(strange))}: {_key(message.id)}")
    if not _is_compiled(book, root=root):
        said.append("not compiled")
    return [f"{book.po(root).relative_to(root)}: {each}" for each in said]


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns: 0 when everything is translated and compiled, else 1."""
    parser = argparse.ArgumentParser(prog="python -m deploy.words", description="The words of every program.")
    domains = [book.domain for book in BOOKS]
    parser.add_argument("domain", nargs="*", metavar="DOMAIN", help=f"{', '.join(domains)}; all when none is given")
    parser.add_argument("--check", action="store_true", help="change nothing")
    options = parser.parse_args(arguments)
    if strange := sorted(set(options.domain) - set(domains)):
        parser.exit(2, f"There is no catalogue {strange[0]}. There are: {', '.join(domains)}\n")
    chosen = [book for book in BOOKS if not options.domain or book.domain in options.domain]
    wrong: list[str] = []
    for book in chosen:
        if not options.check:
            if update(book):
                print(f"updated {book.po(ROOT).relative_to(ROOT)}")
            if compile_(book):
                print(f"compiled {book.mo(ROOT).relative_to(ROOT)}")
        wrong += faults(book)
    for fault in wrong:
        print(fault, file=sys.stderr)
    return 1 if wrong else 0


# ---- inside


def _home(room: str, files: set[str]) -> Book:
    """The catalogue for a new sentence that stands in these files."""
    return next(
        each for each in BOOKS if each.room == room and all(fnmatch.fnmatch(name, each.sources) for name in files)
    )


def _read(path: Path) -> Catalog:
    """The written catalogue; an empty one where there is none yet."""
    if not path.exists():
        return read_po(io.BytesIO(_NEW.encode()), locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def _is_compiled(book: Book, *, root: Path) -> bool:
    if not book.mo(root).exists():
        return False
    fresh = io.BytesIO()
    write_mo(fresh, _read(book.po(root)))
    fresh.seek(0)
    with book.mo(root).open("rb") as file:
        return _meaning(read_mo(file)) == _meaning(read_mo(fresh))


def _meaning(catalogue: Catalog) -> tuple[str, dict[str, tuple[str, ...]]]:
    """What a program reads from a compiled catalogue: its rule of plurals, and the forms of each sentence."""
    return catalogue.plural_forms, {_key(each.id): _forms(each.string) for each in catalogue if each.id}


def _ids(catalogue: Catalog) -> set[str]:
    return {_key(message.id) for message in catalogue if message.id}


def _key(said: str | Sequence[str]) -> str:
    """A sentence's key: of one with a plural the singular."""
    return said if isinstance(said, str) else said[0]


def _forms(said: str | Sequence[str] | None) -> tuple[str, ...]:
    if said is None:
        return ("",)
    return (said,) if isinstance(said, str) else tuple(said)


def _placeholders(said: Message | str | Sequence[str] | None) -> set[str]:
    assert not isinstance(said, Message)
    return {match[0] for form in _forms(said) for match in _PLACEHOLDER.finditer(form)}


def _plain_head(lines: list[str]) -> list[str]:
    """The file without the lines of its head that change by themselves."""
    end = next((at for at, line in enumerate(lines) if line == "\n"), len(lines))
    return [
        line
        for at, line in enumerate(lines)
        if at >= end
        or not line.startswith('"')
        or any(line.startswith(f'"{name}:') for name in _HEAD)
        # A head line too long for one line goes on in the next, which has no name.
        or not re.match(r'"[A-Z][A-Za-z-]+: ', line)
    ]


if __name__ == "__main__":
    sys.exit(main())
