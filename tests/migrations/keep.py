"""``python -m tests.migrations.keep``: keep rows of the newest revision for the tests to come.

Run it once with each new migration and commit the file: from then on, every later migration is
tried on these rows.
"""

from __future__ import annotations

import json
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

import council.models  # noqa: F401 - its tables enter the metadata
from council.models.base import Base
from tests.migrations.rows import made_up

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    """Write ``data/<revision>.json`` for each revision that has none, and for the newest anew."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    script = ScriptDirectory.from_config(config)
    text = json.dumps(made_up(Base.metadata), ensure_ascii=False, indent=1) + "\n"
    for revision in script.walk_revisions():
        path = Path(__file__).with_name("data") / f"{revision.revision}.json"
        if revision.is_head or not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
