"""What every test stands on: no window on anybody's screen, and how many examples Hypothesis tries."""

from __future__ import annotations

import os

# Before anything imports Qt: its platform is chosen once per process.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hypothesis import HealthCheck, settings

# `make test` tries the same examples each time, so that a red run is red again; `make soak` tries many new ones.
settings.register_profile("sample", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "soak", max_examples=2000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("soak" if os.environ.get("ANTREAN_SOAK") else "sample")
