"""The documents say what the program does: commands, words, refusals, the state diagram, and nothing of anybody's machine."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.gate.problems import PROBLEMS
from server.queue.diagram import mermaid
from server.queue.ticket import State, Verb
from sop.load import load_catalogue

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "GLOSSARY.md", "DECISIONS.md", "CHANGELOG.md", "deploy/README.md")
#: Folders that hold what was built, kept or cached, never what is written by hand.
NOT_OURS = {".git", ".venv", ".wheels", ".work", "data", "data-demo", "slips", "dist", "__pycache__", "node_modules"}
TEXT = {
    "",
    ".md",
    ".py",
    ".toml",
    ".txt",
    ".sh",
    ".service",
    ".html",
    ".css",
    ".js",
    ".po",
    ".cfg",
    ".ini",
    ".json",
    ".yml",
}

#: What would tie the project to one machine or one supplier of packages. Written in pieces, so that this file passes itself.
FORBIDDEN = {
    "a folder of one machine": re.compile(r"(?<![\w.~/-])/(?:" + r"work|root|mnt|Users" + r")/\w|/home" + r"/\w"),
    "a package registry": re.compile(
        "|".join(
            ("py" + r"pi\.(?:org|python)", "python" + "hosted", "registry" + r"\.npmjs", r"--(?:extra-)?index" + "-url")
        )
    ),
}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def written_by_hand() -> Iterator[Path]:
    """Text files git tracks or would track; all but built folders where this is no git checkout."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z"], capture_output=True, check=False
    )
    if listed.returncode == 0:
        names = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        names = [path for path in ROOT.rglob("*") if not NOT_OURS & set(path.relative_to(ROOT).parts)]
    yield from (path for path in names if path.suffix in TEXT and path.is_file() and path.name != "LICENSE")


def makefile_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_command_in_a_document_exists(document: str) -> None:
    said = set(re.findall(r"`make ([a-z-]+)", read(document))) | set(
        re.findall(r"^    (?:.*&& )?make ([a-z-]+)", read(document), re.MULTILINE)
    )
    assert said <= makefile_targets()


def test_the_readme_says_how_to_run_it() -> None:
    assert {"install", "run", "demo", "test", "quick", "check"} <= set(re.findall(r"make ([a-z]+)", read("README.md")))


def test_every_target_says_what_it_is_for() -> None:
    described = set(re.findall(r"^([a-z-]+):.*## \w", read("Makefile"), re.MULTILINE))
    assert described == makefile_targets()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_in_a_document_leads_somewhere(document: str) -> None:
    text = read(document)
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not link.startswith("http")]
    headings = {
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    for link in links:
        if link.startswith("#"):
            assert link[1:] in headings, f"{document} has no heading for {link}"
        else:
            assert ((ROOT / document).parent / link).exists(), f"{document} links to {link}, which is not there"


def test_the_offices_named_in_the_readme_are_those_of_the_catalogue() -> None:
    text = read("README.md")
    assert all(f"`{office.id}`" in text or f"OFFICE={office.id}" in text for office in load_catalogue().offices)


@pytest.mark.parametrize("word", [*State, *Verb], ids=lambda word: f"{type(word).__name__} {word.value}")
def test_the_glossary_has_every_state_and_verb(word: State | Verb) -> None:
    assert re.search(rf"^\| `{word.value}` \|", read("GLOSSARY.md"), re.MULTILINE)


def test_the_state_diagram_is_the_one_drawn_from_the_table() -> None:
    found = re.search(r"```mermaid\n(.*?)\n```", read("ARCHITECTURE.md"), re.DOTALL)
    assert found is not None
    assert found[1] == mermaid(), (
        "print it anew: python -c 'from server.queue.diagram import mermaid; print(mermaid())'"
    )


def raised_codes() -> dict[str, str]:
    """Code of every refusal that the server's source makes with a literal → where."""
    codes: dict[str, str] = {}
    for path in sorted((ROOT / "server").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal"):
                continue
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                codes[first.value] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return codes


def test_every_refusal_has_words() -> None:
    codes = raised_codes()
    assert len(codes) > 20, "refusals are looked for in the wrong way"
    missing = {code: place for code, place in codes.items() if code not in PROBLEMS}
    assert missing == {}


def test_no_words_are_left_of_a_refusal_that_is_gone() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "server").rglob("*.py")
        if path.name != "problems.py" or path.parent.name != "api"
    )
    assert [code for code in PROBLEMS if f'"{code}"' not in sources] == []


@pytest.mark.slow
@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names_one_machine_or_registry(what: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in written_by_hand()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if FORBIDDEN[what].search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("cd /wo" + "rk/main", "a folder of one machine"),
        ("path = '/ro" + "ot/x'", "a folder of one machine"),
        ("/ho" + "me/someone/x", "a folder of one machine"),
        ("https://py" + "pi.org/simple", "a package registry"),
        ("pip install --index" + "-url x", "a package registry"),
    ],
)
def test_what_is_forbidden_would_be_found(line: str, what: str) -> None:
    assert FORBIDDEN[what].search(line)


@pytest.mark.parametrize(
    "line", ["/var/lib/antrean", "the paper/work list", "and/work/rest", "/opt/antrean", "group/root"]
)
def test_what_is_allowed_is_not_found(line: str) -> None:
    assert not any(pattern.search(line) for pattern in FORBIDDEN.values())


def test_versions_are_pinned_without_addresses() -> None:
    pins = [line for line in read("constraints.txt").splitlines() if line]
    assert all(re.match(r"^[a-z0-9-]+==[0-9][^ ]*( ; .+)?$", pin) for pin in pins)
