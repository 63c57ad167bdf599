"""
One TOML table, read with types: every wrong or unknown key becomes a fault, and reading goes on.

Knows nothing of what the keys mean (see `load_office`, `load_procedure`). After a fault a harmless value is returned,
so that one reading finds everything; the values are thrown away by `load` when there is any fault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sop.faults import Fault
from sop.model import Duration, Words


class Table:
    """
    A table with typed access. Each key asked for counts as known; `close` reports the others.

    Args:
        data: the parsed table.
        file: what faults call the file.
        faults: where faults go.
        place: path of this table within the file, "" for the whole file.
        inherited: values of a template, used for keys that `data` lacks.
        inherited_file: what faults call the template's file.
    """

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        file: str,
        faults: list[Fault],
        place: str = "",
        inherited: Mapping[str, Any] | None = None,
        inherited_file: str = "",
    ) -> None:
        self._data = data
        self._inherited = inherited or {}
        self._file = file
        self._inherited_file = inherited_file or file
        self._faults = faults
        self._place = place
        self._asked: set[str] = set()

    def _path(self, key: str) -> str:
        return f"{self._place}.{key}" if self._place and key else self._place or key

    def fault(self, key: str, *, found: object, expected: str) -> None:
        """Note a fault at `key` ("" = this table), in the file the value came from."""
        top = key.split("[")[0].split(".")[0]
        file = self._inherited_file if top in self._inherited and top not in self._data else self._file
        self._faults.append(Fault(file, self._path(key), _shown(found), expected))

    @property
    def file(self) -> str:
        """What faults call the file."""
        return self._file

    def has(self, key: str) -> bool:
        return key in self._data or key in self._inherited

    def is_list(self, key: str) -> bool:
        """True where the value is a list, for keys that may be a text or a list of them."""
        return isinstance(self._data.get(key, self._inherited.get(key)), list)

    def _get(self, key: str, expected: str, *, needed: bool) -> Any:
        self._asked.add(key)
        if key in self._data:
            return self._data[key]
        if key in self._inherited:
            return self._inherited[key]
        if needed:
            self.fault(key, found=_NOTHING, expected=expected)
        return None

    def text(self, key: str, *, default: str | None = None) -> str:
        """A text; needed and not empty unless there is a default."""
        value = self._get(key, "a text", needed=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str) or (not value.strip() and default is None):
            self.fault(key, found=value, expected="a text")
            return default or ""
        return value

    def text_or_none(self, key: str) -> str | None:
        return self.text(key) if self.has(key) else self._get(key, "", needed=False)

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of texts, () where it is absent and not needed."""
        value = self._get(key, "a list of texts", needed=needed)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.fault(key, found=value, expected="a list of texts")
            return ()
        for index, item in enumerate(value, 1):
            if not isinstance(item, str) or not item.strip():
                self.fault(f"{key}[{index}]", found=item, expected="a text")
        return tuple(item for item in value if isinstance(item, str))

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self._get(key, "true or false", needed=False)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(key, found=value, expected="true or false")
            return default
        return value

    def whole(self, key: str, *, least: int) -> int:
        """A whole number of at least `least`."""
        expected = f"a whole number from {least}"
        value = self._get(key, expected, needed=True)
        if value is None:
            return least
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            self.fault(key, found=value, expected=expected)
            return least
        return value

    def choice(self, key: str, *, among: Sequence[str], default: str | None = None) -> str:
        expected = " or ".join(among)
        value = self._get(key, expected, needed=default is None)
        if value is None:
            return default or among[0]
        if value not in among:
            self.fault(key, found=value, expected=expected)
            return default or among[0]
        return str(value)

    def duration(self, key: str) -> Duration | None:
        """An ISO duration of days and minutes, None where the key is absent."""
        value = self._get(key, _DURATION, needed=False)
        return None if value is None else self._duration(key, value)

    def durations(self, key: str) -> tuple[Duration, ...]:
        value = self._get(key, f"a list, each {_DURATION}", needed=True)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.fault(key, found=value, expected=f"a list, each {_DURATION}")
            return ()
        found = (self._duration(f"{key}[{index}]", item) for index, item in enumerate(value, 1))
        return tuple(item for item in found if item is not None)

    def _duration(self, key: str, value: object) -> Duration | None:
        if isinstance(value, str):
            try:
                return Duration.parse(value)
            except ValueError:
                pass
        self.fault(key, found=value, expected=_DURATION)
        return None

    def wholes(self, key: str) -> tuple[int, ...] | None:
        """A list of whole numbers, None where the key is absent."""
        value = self._get(key, "a list of whole numbers", needed=False)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(i, int) and not isinstance(i, bool) for i in value):
            self.fault(key, found=value, expected="a list of whole numbers")
            return None
        return tuple(value)

    def words(self, key: str, *, empty: bool = False) -> Words:
        """A text in both languages, `{ id = "…", en = "…" }`; `empty` allows both to be ""."""
        return self.words_or_none(key, needed=True, empty=empty) or Words(id="", en="")

    def words_or_none(self, key: str, *, needed: bool = False, empty: bool = False) -> Words | None:
        value = self._get(key, _WORDS, needed=needed)
        if value is None:
            return None
        right = isinstance(value, dict) and set(value) == {"id", "en"}
        texts = list(value.values()) if right else []
        said = [bool(text.strip()) for text in texts if isinstance(text, str)]
        # Both languages or, where that is allowed, neither: never one alone.
        if len(said) != 2 or not (all(said) or (empty and not any(said))):
            self.fault(key, found=value, expected=_WORDS)
            return None
        return Words(id=value["id"], en=value["en"])

    def words_list(self, key: str) -> tuple[Words, ...]:
        """A list of texts in both languages, () where absent."""
        return tuple(Words(id=table.text("id"), en=table.text("en")) for table in self.closing(key))

    def table(self, key: str) -> Table:
        """A table within this one; an empty one after a fault."""
        value = self._get(key, "a table", needed=True)
        if value is not None and not isinstance(value, dict):
            self.fault(key, found=value, expected="a table")
        return Table(
            value if isinstance(value, dict) else {}, file=self._file, faults=self._faults, place=self._path(key)
        )

    def tables(self, key: str) -> tuple[Table, ...]:
        """A list of tables, () where absent. Lists are not merged with a template's here (see `load_procedure`)."""
        value = self._get(key, "a list of tables", needed=False)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(key, found=value, expected="a list of tables")
            return ()
        file = self._file if key in self._data else self._inherited_file
        return tuple(
            Table(item, file=file, faults=self._faults, place=self._path(f"{key}[{index}]"))
            for index, item in enumerate(value, 1)
        )

    def closing(self, key: str) -> list[Table]:
        """Like `tables`, for tables whose only keys are `id` and `en`."""
        tables = list(self.tables(key))
        for table in tables:
            table.known("id", "en")
            table.close()
        return tables

    def known(self, *keys: str) -> None:
        """Say that these keys may stand here without being asked for."""
        self._asked.update(keys)

    def close(self) -> None:
        """Report every key nobody asked for."""
        for key in sorted({*self._data, *self._inherited} - self._asked):
            known = ", ".join(sorted(self._asked))
            self.fault(key, found="an unknown key", expected=f"one of: {known}")


class _Nothing:
    def __str__(self) -> str:
        return "nothing"


_NOTHING = _Nothing()
_DURATION = "a duration of days and minutes such as PT5M, P1D or P1DT30M"
_WORDS = 'a text in both languages, { id = "…", en = "…" }'


def _shown(found: object) -> str:
    if isinstance(found, _Nothing) or found == "an unknown key":
        return str(found)
    text = repr(found)
    return text if len(text) <= 80 else text[:77] + "…"
