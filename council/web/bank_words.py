"""What an import of a bank statement did, in words."""

from __future__ import annotations

from council.language import gettext as _
from council.services.bank import Imported


def said(taken: Imported) -> str:
    """What an import did, in a sentence."""
    if not taken.new:
        return _("%(n)s 行都已经在了，没有改动。", n=taken.same)
    words = {"new": taken.new, "matched": taken.matched, "left": taken.new - taken.matched}
    text = _("新导入 %(new)s 行：%(matched)s 行自动对上，%(left)s 行要人工看。", **words)
    return text + (_("另有 %(n)s 行以前已经导入。", n=taken.same) if taken.same else "")
