"""Texts that end in a full stop of their own get no second one in the minutes' sheet."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from council.web.documents import minutes


@pytest.mark.parametrize("text", ["先修一区，其余的明年修", "先修一区，其余的明年修。"])
def test_a_motion(app, text) -> None:
    moved = SimpleNamespace(what="主动议", who="", text=text, ended="通过", reason="")
    with app.test_request_context():
        assert minutes._motion(moved) == "主动议：先修一区，其余的明年修。通过"
        moved.reason = "时间不够。"
        assert minutes._motion(moved).endswith("修。通过。理由：时间不够。")


def test_a_stance(app) -> None:
    with app.test_request_context():
        assert minutes._stance("业委会", "同意", "") == "业委会：同意"
        assert minutes._stance("业委会", "同意", "先试。") == "业委会：同意。先试。"
