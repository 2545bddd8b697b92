"""Settings: from the environment, with secrets generated once under the instance folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def instance_folder() -> Path:
    """The folder of the database, uploads and the generated secret (``COUNCIL_INSTANCE``)."""
    return Path(os.environ.get("COUNCIL_INSTANCE") or ROOT / "instance").resolve()


def load(overrides: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the settings of the app; ``overrides`` win over the environment (tests)."""
    given = dict(overrides or {})
    folder = Path(given.get("INSTANCE") or instance_folder())
    folder.mkdir(parents=True, exist_ok=True)
    url = given.get("DATABASE_URL") or os.environ.get("DATABASE_URL")
    settings: dict[str, Any] = {
        "INSTANCE": folder,
        "UPLOADS": folder / "uploads",
        "SECRET_KEY": given.get("SECRET_KEY") or os.environ.get("SECRET_KEY") or _secret(folder),
        "SQLALCHEMY_DATABASE_URI": url or f"sqlite:///{folder / 'council.sqlite'}",
        "MAIL_URL": os.environ.get("MAIL_URL", ""),
        "SITE_URL": os.environ.get("SITE_URL", ""),
        "DEMO": os.environ.get("COUNCIL_DEMO") == "1",
        "MAX_CONTENT_LENGTH": 40 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "MAX_FORM_PARTS": 400,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": os.environ.get("COUNCIL_HTTPS") == "1",
        "PERMANENT_SESSION_LIFETIME": 60 * 60 * 12,
        "WTF_CSRF_TIME_LIMIT": None,
    }
    settings.update({k: v for k, v in given.items() if k != "DATABASE_URL"})
    return settings


def _secret(folder: Path) -> str:
    """Read the generated secret, making it on the first start (mode 0600, never in the code)."""
    path = folder / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        value = secrets.token_hex(32)
        file.write(value)
    return value
