"""The two ways out of the catalogue: the JSON for programs and the picture for people."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from sop.draw import draw
from sop.export import as_json
from sop.model import Catalogue

_SVG = "{http://www.w3.org/2000/svg}"


def test_the_export_has_the_promised_keys(catalogue: Catalogue) -> None:
    items = json.loads(as_json(catalogue, catalogue.written))
    assert len(items) == 40
    promised = {
        "id",
        "office",
        "title",
        "source",
        "lanes",
        "steps",
        "written_total",
        "computed_total",
        "open_questions",
    }
    row = {
        "no",
        "activity",
        "printed",
        "lane",
        "lane_evidence",
        "target",
        "supplies",
        "requires",
        "outputs",
        "visitor",
        "outcomes",
    }
    for item in items:
        assert promised <= set(item)
        assert {"id", "en"} == set(item["title"])
        assert all(row <= set(step) for step in item["steps"])
        assert all(step["lane"] in item["lanes"] for step in item["steps"])
        assert all(step["lane_evidence"] in ("written", "inferred") for step in item["steps"])


def test_the_export_says_times_as_the_document_does(catalogue: Catalogue) -> None:
    items = {item["id"]: item for item in json.loads(as_json(catalogue, catalogue.written))}
    assert items["000-02"]["steps"][4]["target"] == ["P1D", "PT5M", "PT5M"]
    assert items["000-02"]["computed_total"] == "P1DT30M"
    assert items["001-01"]["steps"][0]["target"] == ["PT0M"]
    assert items["001-01"]["steps"][5]["printed"] == "Melakukan perekaman e- ktp"
    assert items["001-01"]["steps"][5]["activity"] == "Melakukan perekaman e-KTP"
    assert items["003-02"]["steps"][0]["target"] == []
    assert (items["003-09"]["written_total"], items["003-09"]["computed_total"]) == ("PT20M", "PT23M")
    assert (items["003-01"]["steps"], items["003-01"]["written_total"], items["003-01"]["computed_total"]) == (
        [],
        None,
        None,
    )


def test_the_export_gives_a_walk_only_where_it_differs(catalogue: Catalogue) -> None:
    items = {item["id"]: item for item in json.loads(as_json(catalogue, catalogue.written))}
    assert items["003-09"]["walk"] == [0, 1, 2, 3, 6, 5, 4]
    assert items["000-01"]["walk"] is None


def test_the_export_is_the_same_each_time(catalogue: Catalogue) -> None:
    assert as_json(catalogue, catalogue.written) == as_json(catalogue, catalogue.written)


@pytest.mark.parametrize("key", ["000-02", "001-09", "002-01", "003-04", "003-09", "004-01"])
def test_the_picture_is_sound_svg_with_a_shape_per_row(catalogue: Catalogue, key: str) -> None:
    procedure = next(item for item in catalogue.written if item.id == key)
    root = ElementTree.fromstring(draw(procedure, catalogue.office(procedure.office)))
    outlined = [node for node in root.iter() if node.get("stroke-width") == "2"]
    assert len(outlined) == len(procedure.steps)
    dashed = [node for node in outlined if node.get("stroke-dasharray")]
    assert len(dashed) == sum(1 for step in procedure.steps if step.lane_evidence == "inferred")
    words = " ".join(node.text or "" for node in root.iter(f"{_SVG}text"))
    for step in procedure.steps:
        assert step.activity.split()[0] in words


def test_the_picture_of_a_title_says_that_its_steps_are_unknown(catalogue: Catalogue) -> None:
    procedure = catalogue.procedure("dukcapil-metro", "003-04")
    assert "Langkah belum tercantum dalam SOP." in draw(procedure, catalogue.office("dukcapil-metro"))


def test_everything_drawn_stays_inside_the_picture(catalogue: Catalogue) -> None:
    for procedure in catalogue.written:
        root = ElementTree.fromstring(draw(procedure, catalogue.office(procedure.office)))
        wide, high = float(root.attrib["width"]), float(root.attrib["height"])
        for node in root.iter(f"{_SVG}text"):
            assert 0 <= float(node.attrib["x"]) <= wide
            assert 0 <= float(node.attrib["y"]) <= high
