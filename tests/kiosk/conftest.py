"""No display is needed: Qt draws off-screen, before any test imports it."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
