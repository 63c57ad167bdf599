"""The JSON of the catalogue for programs."""

from __future__ import annotations

import json

from sop.export import as_json
from sop.model import Catalogue


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
