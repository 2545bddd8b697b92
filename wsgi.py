"""What a WSGI server loads: ``wsgi:app``."""

from council.app import create_app

app = create_app()
