"""
A folder of TOML files as a `Catalogue` value, or every fault in it at once.

The folder holds one folder per office: `office.toml`, one file per procedure (`000-01.toml`), and where several
procedures share something, `questions.toml` (`[[questions]]` with a key) and `templates/<name>.toml`. An office with
`procedures_of = "<office>"` borrows that office's procedures, lanes, counters and groups instead of copying files.

Says nothing about rules between values (see `check`) nor about the documents themselves (see `proof`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from sop.faults import CatalogueFaults, Fault
from sop.load_office import read_office, read_questions
from sop.load_procedure import read_procedure
from sop.model import Catalogue, Office, Procedure
from sop.table import Table

_NOT_PROCEDURES = ("office.toml", "questions.toml")
# What a borrowing office takes from the other's office.toml where it says nothing itself.
_BORROWED = ("slogan", "address", "zone", "zone_label", "lanes", "counters", "groups", "priority_groups", "assumptions")


def load_catalogue(path: Path | None = None) -> Catalogue:
    """
    Read all offices and procedures.

    Args:
        path: the catalogue's folder; None: the one that comes with this package.

    Raises:
        CatalogueFaults: every fault found, sorted by file; nothing is returned then.
    """
    root: Traversable = files("sop").joinpath("catalogue") if path is None else path
    faults: list[Fault] = []
    folders = (
        sorted((item for item in root.iterdir() if item.is_dir()), key=lambda item: item.name) if root.is_dir() else []
    )
    if not folders:
        raise CatalogueFaults([Fault(root.name, "", "no folder of an office", "one folder per office")])
    raw = {
        folder.name: _parse(folder.joinpath("office.toml"), f"{folder.name}/office.toml", faults) for folder in folders
    }
    offices = [office for folder in folders if (office := _office(folder.name, raw, faults)) is not None]
    procedures = {folder.name: _procedures(folder, faults) for folder in folders}
    for office in offices:
        if office.procedures_of is not None:
            borrowed = procedures.get(office.procedures_of, [])
            procedures[office.id] += [replace(procedure, office=office.id) for procedure in borrowed]
    if faults:
        raise CatalogueFaults(sorted(set(faults)))
    # Reading order: the offices by the number of their first document, practice offices last.
    offices.sort(
        key=lambda office: (office.practice, min((p.id for p in procedures[office.id]), default="~"), office.id)
    )
    return Catalogue(
        offices=tuple(offices), procedures=tuple(item for office in offices for item in procedures[office.id])
    )


def _parse(file: Traversable, name: str, faults: list[Fault]) -> Mapping[str, Any] | None:
    """The parsed file, None (and a fault) where that cannot be done."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError:
        faults.append(Fault(name, "", "no such file", "a file that can be read"))
    except UnicodeDecodeError as error:
        faults.append(Fault(name, "", f"a wrong byte at {error.start}", "UTF-8"))
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(name, "", str(error), "TOML"))
    return None


def _office(key: str, raw: Mapping[str, Mapping[str, Any] | None], faults: list[Fault]) -> Office | None:
    data = raw[key]
    if data is None:
        return None
    lender = data.get("procedures_of")
    borrowed: Mapping[str, Any] = {}
    if lender is not None:
        other = raw.get(lender) if isinstance(lender, str) and lender != key else None
        if other is None or "procedures_of" in other:
            expected = "the key of an office with procedures of its own"
            faults.append(Fault(f"{key}/office.toml", "procedures_of", repr(lender), expected))
        else:
            borrowed = {name: other[name] for name in _BORROWED if name in other}
    table = Table(
        data, file=f"{key}/office.toml", faults=faults, inherited=borrowed, inherited_file=f"{lender}/office.toml"
    )
    return read_office(table, key=key)


def _procedures(folder: Traversable, faults: list[Fault]) -> list[Procedure]:
    names = sorted(item.name for item in folder.iterdir() if item.is_file() and item.name.endswith(".toml"))
    shared = {}
    if "questions.toml" in names:
        name = f"{folder.name}/questions.toml"
        table = Table(_parse(folder.joinpath("questions.toml"), name, faults) or {}, file=name, faults=faults)
        shared = {question.key: question for question in read_questions(table, "questions")}
        table.close()
    templates = _templates(folder, faults)
    procedures = []
    for name in names:
        file = f"{folder.name}/{name}"
        data = None if name in _NOT_PROCEDURES else _parse(folder.joinpath(name), file, faults)
        if data is None:
            continue
        wanted = data.get("template")
        if wanted is not None and wanted not in templates:
            among = ", ".join(sorted(templates)) or "none, as there are no templates"
            faults.append(Fault(file, "template", repr(wanted), f"one of: {among}"))
            continue
        procedures.append(
            read_procedure(
                data,
                file=file,
                office=folder.name,
                template=None if wanted is None else templates[wanted],
                template_file=f"{folder.name}/templates/{wanted}.toml",
                shared=shared,
                faults=faults,
            )
        )
    return procedures


def _templates(folder: Traversable, faults: list[Fault]) -> dict[str, Mapping[str, Any]]:
    place = folder.joinpath("templates")
    if not place.is_dir():
        return {}
    templates: dict[str, Mapping[str, Any]] = {}
    for item in sorted(place.iterdir(), key=lambda item: item.name):
        data = _parse(item, f"{folder.name}/templates/{item.name}", faults) if item.name.endswith(".toml") else None
        if data is not None:
            templates[item.name.removesuffix(".toml")] = data
    return templates
