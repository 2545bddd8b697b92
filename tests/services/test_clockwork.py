"""The ticker: every service that time moves is run in every community, once."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from council import services
from council.rules.verdict import Reason, Refused
from council.services import clockwork
from tests.factories.community import FOUNDED, make_community, on_stage


@pytest.fixture
def hall(app, scene):
    return on_stage(app, scene)


def test_the_services_that_time_moves():
    names = {mover.__module__.rpartition(".")[2] for mover in clockwork.movers()}
    assert {"vetting", "proposals", "evaluations", "outcomes"} <= names


def test_every_mover_sees_every_community(app, app_context, hall, monkeypatch):
    other, seen = make_community(app, "t2"), []
    monkeypatch.setattr(
        clockwork, "movers", lambda: iter([lambda c, at: seen.append((c, at)) or 1])
    )
    assert clockwork.run_due(FOUNDED) == 2
    assert {community for community, _ in seen} == {hall.community_id, other.community_id}


def test_a_refusal_does_not_stop_the_others(app_context, hall, monkeypatch):
    def refused(community_id, at):
        raise Refused([Reason("moved_meanwhile")])

    monkeypatch.setattr(clockwork, "movers", lambda: iter([refused, lambda c, at: 1]))
    assert clockwork.run_due(FOUNDED) == 1


def test_a_new_service_is_found(monkeypatch, tmp_path):
    (tmp_path / "newest.py").write_text("def due(community_id, at):\n    return 0\n")
    monkeypatch.setattr(services, "__path__", [*services.__path__, str(tmp_path)])
    names = {mover.__module__ for mover in clockwork.movers()}
    sys.modules.pop("council.services.newest", None)
    assert "council.services.newest" in names
    assert isinstance(services, ModuleType)


def test_the_command(hall, run_command, clock):
    assert run_command("tick").output == "0 acts\n"
