"""
A procedure as an official SOP sheet: identity block, then the flow table, on pages of A4 landscape.

The form is that of PermenPANRB 35/2012 as the offices' own sheets have it. The picture says only what the procedure says; what is
inferred, what the office said, and what nobody said yet are marked. An SVG text and nothing else.
"""

from __future__ import annotations

from sop.draw_flow import flow
from sop.draw_head import head
from sop.draw_parts import document, page
from sop.model import Office, Procedure


def draw(procedure: Procedure, office: Office, *, version: int | None = None) -> str:
    """
    The whole sheet as one SVG document, its pages below each other, in Indonesian.

    Args:
        procedure: what to draw; one without rows gets a table to write on.
        office: whose lanes it names. Raises: KeyError when a lane is not the office's.
        version: the version's number for the foot line; None leaves it out.
    """
    return document(_pages(procedure, office, version), title=procedure.title.id)


def draw_pages(procedure: Procedure, office: Office, *, version: int | None = None) -> tuple[str, ...]:
    """The same, one SVG document to a page, for printing."""
    return tuple(document([each], title=procedure.title.id) for each in _pages(procedure, office, version))


def _pages(procedure: Procedure, office: Office, version: int | None) -> list[str]:
    found = [*head(procedure, office), *flow(procedure, office)]
    said = [procedure.id, office.name.id]
    said += [f"versi {version}"] if version is not None else []
    said += [procedure.source.place] if procedure.origin == "document" else ["layanan tambahan kantor"]
    foot = " · ".join(said)
    return [page(parts, number=number, of=len(found), foot=foot) for number, parts in enumerate(found, 1)]
