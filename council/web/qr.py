"""QR codes as drawings for paper."""

from __future__ import annotations

from types import SimpleNamespace

import segno


def drawn(text: str, error: str = "m") -> SimpleNamespace:
    """A QR code as one SVG path (dark runs, one per row and stretch) on a square of ``side``."""
    made = segno.make(text, error=error, micro=False)
    runs = []
    for y, row in enumerate(made.matrix):
        start = None
        for x, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                runs.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
                start = None
    return SimpleNamespace(path="".join(runs), side=len(made.matrix))
