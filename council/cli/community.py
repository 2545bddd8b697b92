"""``flask community create|load-demo``: a new community, or the demo community."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from council import clock
from council.demo.content import content
from council.demo.loader import HalfLoaded, load_demo
from council.rules.verdict import Refused
from council.services.communities import Details, create_community
from council.vocabulary import reason

_HALF = (
    "an earlier load broke off, or was made by an earlier version. What is there stays as it is. To"
    " begin anew: `make demo-reset` (it keeps the old data in *.previous); on PostgreSQL an empty"
    " database."
)
group = click.Group("community", help="Communities of this server.")


@group.command("create")
@click.argument("slug")
@click.option("--name", required=True, help="Such as 杏林社区.")
@click.option("--street", default="街道办事处", help="Its street office, such as 松河街道.")
@click.option("--short-name", default="", help="For numbers of decisions; default: from the name.")
@click.option("--seal", default="", help="One or two characters for the seal.")
@click.option("--address", default="")
@click.option("--phone", default="")
@click.option("--hours", default="", help="When the office is open.")
@with_appcontext
def create(slug: str, name: str, street: str, **details: str) -> None:
    """Create a community with its bodies, categories and the default rulebook."""
    try:
        create_community(slug, name, street, clock.now(), details=Details(**details))
    except Refused as no:
        click.echo("; ".join(reason(found) for found in no.reasons), err=True)
        sys.exit(2)
    click.echo(f"/c/{slug}/")


@group.command("load-demo")
@with_appcontext
def load() -> None:
    """Load the demo community (about half a minute); a second time changes nothing.

    Where an earlier load broke off it says how to begin anew, with status 2.
    """
    name = content().community["name"]
    try:
        loaded = load_demo(clock.now(), current_app.config["UPLOADS"])
    except HalfLoaded:
        click.echo(f"{name}: {_HALF}", err=True)
        sys.exit(2)
    if loaded.was_there:
        click.echo(f"{name} /c/{loaded.slug}/ is already there; nothing changed.")
    else:
        click.echo(f"{name} /c/{loaded.slug}/: {loaded.matters} matters, {loaded.acts} acts.")
