"""`python -m board`: see `board.program`."""

from __future__ import annotations

import sys

from board.program import main

sys.exit(main())
