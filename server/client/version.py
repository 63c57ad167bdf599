"""Which version of the programs a device runs, as it tells the server."""

from __future__ import annotations

import importlib.metadata


def installed_version() -> str:
    """Version of the installed distribution; `checkout` where the programs run from a folder that was never installed."""
    try:
        return importlib.metadata.version("antrean")
    except importlib.metadata.PackageNotFoundError:
        return "checkout"
