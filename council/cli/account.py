"""``flask account code``: a one-time code for one person, so that the first clerk can sign in."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from council import clock
from council.cli import importing
from council.rules.verdict import Refused
from council.services import codes
from council.services.codes import Whom
from council.services.unit import SYSTEM

group = AppGroup("account", help="Accounts of this server.")


@group.command("code")
@click.argument("person")
@click.option("--community", "slug", required=True, help="the community's slug")
def code(person: str, slug: str) -> None:
    """Issue a one-time code to PERSON (the number in the roster) and withdraw earlier ones."""
    community_id = importing.find(slug)
    secret, whom = current_app.config["SECRET_KEY"], Whom(person=person, again=True)
    try:
        (letter,) = codes.issue(community_id, secret, whom, actor=SYSTEM, at=clock.now())
    except Refused as refused:
        importing.fail(refused)
    click.echo(f"{letter.lines[0].code}  /sign-in/code  {letter.expires_at:%Y-%m-%d}")
