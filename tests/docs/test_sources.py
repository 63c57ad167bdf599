"""Whoever reads a label such as FIELD C in a comment finds in docs/SOURCES.md what it stands for; nothing stands there unused."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "docs" / "SOURCES.md"
FAMILIES = "DESIGN|EXAMPLES|FIELD|LIMITS|LOOKS|PEERS|PLATFORM|SEEDS"
SUFFIXES = {
    "",
    ".cfg",
    ".css",
    ".html",
    ".ini",
    ".js",
    ".json",
    ".md",
    ".po",
    ".py",
    ".service",
    ".sh",
    ".svg",
    ".toml",
}
SUFFIXES |= {".txt", ".yml"}
NOT_OURS = {".git", ".venv", ".wheels", ".work", "data", "data-demo", "slips", "dist", "__pycache__", "node_modules"}

#: `C`, `D.1`, `7`, `4.2`; a letter or digit after it makes it another word.
SECTION = r"(?:[A-Z](?:\.\d+)?|\d+(?:\.\d+)?)(?!\w)"
#: A family and, perhaps over the end of a comment's line, its section; a second section joined by "and". A bare family is a
#: label too, unless the word is a name in code (`EXAMPLES = `, `@EXAMPLES`) or part of a longer one.
LABEL = re.compile(
    rf"(?<![\w@.-])({FAMILIES})(?:[\s#*/:]+({SECTION})(?:\s+and\s+({SECTION}))?|(?!\w|\s*=|\s*[(\[]|\.\w))(?!-)"
)
FILE = re.compile(rf"(?<!\w)(?:{FAMILIES})\.md\b")
ENTRY = re.compile(rf"^- \*\*((?:{FAMILIES})(?: {SECTION})?)\*\*", re.MULTILINE)
HEADING = re.compile(rf"^## ({FAMILIES}): \S", re.MULTILINE)


def labels(text: str) -> set[str]:
    """Labels named in a text, written uniformly: family, a space, section."""
    found: set[str] = set()
    for family, first, second in LABEL.findall(text):
        found |= {f"{family} {section}" for section in (first, second) if section} or {family}
    return found


def texts() -> Iterator[tuple[str, str]]:
    """Path and text of each file that is written by hand, but the page itself and this test."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z"], capture_output=True, check=False
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not NOT_OURS & set(path.relative_to(ROOT).parts)]
    for path in paths:
        if (
            path.suffix in SUFFIXES
            and path.is_file()
            and path not in {SOURCES, Path(__file__)}
            and path.name != "LICENSE"
        ):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def used() -> dict[str, list[str]]:
    """Label → files that use it."""
    found: dict[str, list[str]] = {}
    for name, text in texts():
        for label in labels(text):
            found.setdefault(label, []).append(name)
    return found


def entries() -> list[str]:
    return ENTRY.findall(SOURCES.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("as FIELD C rounds it (LOOKS 3).", {"FIELD C", "LOOKS 3"}),
        ("the tables of LOOKS 3 and FIELD C.", {"LOOKS 3", "FIELD C"}),
        ("(LIMITS 4.2), FIELD D.1; DESIGN 4, *Nyata*", {"LIMITS 4.2", "FIELD D.1", "DESIGN 4"}),
        ("ends the line with DESIGN\n    # 7 and 9: so", {"DESIGN 7", "DESIGN 9"}),
        ("LOOKS' colours, as LOOKS has it", {"LOOKS"}),
        ("FIELD Code, LOOKS 5px", {"FIELD", "LOOKS"}),
        ("EXAMPLES = settings()\n@EXAMPLES\nQT_QPA_PLATFORM=x PEERS[0] LIMITS.get", set()),
    ],
)
def test_a_label_is_read_as_a_person_reads_it(text: str, expected: set[str]) -> None:
    assert labels(text) == expected


def test_every_label_in_the_repository_has_its_entry(used: dict[str, list[str]]) -> None:
    assert len(used) > 15, "labels are looked for in the wrong way"
    missing = {label: files for label, files in used.items() if label not in entries()}
    assert missing == {}


def test_every_entry_is_used_somewhere(used: dict[str, list[str]]) -> None:
    assert [entry for entry in entries() if entry not in used] == []


def test_an_entry_stands_once_and_under_its_family() -> None:
    text = SOURCES.read_text(encoding="utf-8")
    assert len(entries()) == len(set(entries()))
    parts = HEADING.split(text)
    families = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert ENTRY.findall(parts[0]) == []
    for family, part in families.items():
        assert ENTRY.findall(part), f"{family} has no entry"
        assert all(entry.split()[0] == family for entry in ENTRY.findall(part)), f"a stranger under {family}"


def test_every_entry_says_where_it_came_from() -> None:
    text = SOURCES.read_text(encoding="utf-8")
    bodies = ENTRY.split(re.sub(r"^## .*", "", text, flags=re.MULTILINE))[1:]
    for entry, body in zip(bodies[::2], bodies[1::2], strict=True):
        assert re.search(r"\b(?:seen|measured|decided|unverified)\b", body), f"{entry} says nothing of its origin"


def test_no_text_names_a_file_that_is_not_in_the_repository() -> None:
    assert {name: FILE.findall(text) for name, text in texts() if FILE.search(text)} == {}
