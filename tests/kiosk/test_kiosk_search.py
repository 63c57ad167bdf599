"""Services are found by what people call them, however they spell it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.search import distance, find, words
from tests.kiosk.kiosk_offices import OFFICES, office_view


@pytest.mark.parametrize(
    ("office", "query", "first"),
    [
        ("kecamatan-metro-selatan", "nikah", "000-01"),
        ("kecamatan-metro-selatan", "kawin", "000-01"),
        ("kecamatan-metro-selatan", "pengatar nikah", "000-01"),
        ("kecamatan-metro-selatan", "legalisir", "000-02"),
        ("kecamatan-metro-selatan", "NIKAH ", "000-01"),
        ("kecamatan-001", "ijin keramaian", "001-14"),
        ("kecamatan-001", "izin kramaian", "001-14"),
        ("kecamatan-001", "waris", "001-09"),
        ("kecamatan-001", "akte kelahiran", "001-06"),
        ("kecamatan-001", "skck", "001-15"),
        ("kecamatan-001", "sktm", "001-11"),
        ("dukcapil-metro", "kartu identitas anak", "003-06"),
        ("dukcapil-metro", "cerai", "003-12"),
    ],
)
def test_the_service_meant_comes_first(office: str, query: str, first: str) -> None:
    found = find(query, services=office_view(office).services)
    assert found, f"nothing found for {query!r}"
    assert found[0].id == first


@pytest.mark.parametrize("query", ["ktp", "e-ktp", "e ktp", "ektp", "KTP-el", "ktp elektronik", "kartu tanda penduduk"])
def test_every_spelling_of_the_identity_card_finds_the_same_services(query: str) -> None:
    services = office_view("kecamatan-001").services
    assert [each.id for each in find(query, services=services)] == [each.id for each in find("ktp", services=services)]
    assert {"001-01", "001-02"} <= {each.id for each in find(query, services=services)}


def test_old_and_new_spelling_of_the_queue_are_one_word() -> None:
    assert words("Antri") == words("antre")
    assert words("antrian") == words("antrean")


@pytest.mark.slow
@pytest.mark.parametrize("office", OFFICES)
def test_every_service_is_found_by_its_own_name_and_by_each_of_its_aliases(office: str) -> None:
    services = office_view(office).services
    for service in services:
        for query in (service.name.id, service.name.en, *service.aliases):
            assert service in find(query, services=services), f"{service.id} is not found by {query!r}"


@pytest.mark.parametrize("query", ["", "  ", "?!", "zzzzz", "xq"])
def test_nothing_is_found_for_nothing(query: str) -> None:
    assert find(query, services=office_view("kecamatan-001").services) == ()


def test_results_grow_narrower_with_every_word() -> None:
    services = office_view("kecamatan-001").services
    assert set(find("surat keterangan waris", services=services)) <= set(find("surat", services=services))


@pytest.mark.parametrize(
    ("one", "other", "mistakes"),
    [("kelarga", "keluarga", 1), ("kleuarga", "keluarga", 1), ("ktp", "ktp", 0), ("abc", "xyz", 3), ("", "ab", 2)],
)
def test_mistakes_are_counted_as_a_typist_makes_them(one: str, other: str, mistakes: int) -> None:
    assert distance(one, other, limit=5) == mistakes


@given(st.text("abk", max_size=8), st.text("abk", max_size=8))
def test_distance_is_symmetric_and_zero_only_for_equal_words(one: str, other: str) -> None:
    assert distance(one, other, limit=9) == distance(other, one, limit=9)
    assert (distance(one, other, limit=9) == 0) == (one == other)
