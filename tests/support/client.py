"""The test client: opens pages as a browser without JavaScript would, and inspects each."""

from __future__ import annotations

import contextvars
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.inspector import faults


class InspectingClient(FlaskClient):
    """Fails the test where any page it opens breaks the house's promises to readers."""

    inspect = True
    """Set to False in a test that opens a page that is broken on purpose."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Open an address in a context of its own, as a server would, and inspect the answer."""
        __tracebackhide__ = True
        if self.preserve_context:
            response = super().open(*args, **kwargs)
        else:
            # Otherwise a context that the test has pushed would lend its `g` to the request.
            response = contextvars.Context().run(lambda: FlaskClient.open(self, *args, **kwargs))
        if self.inspect:
            wrong = answer_faults(response)
            address = response.request.path
            assert not wrong, f"{response.request.method} {address}: " + "; ".join(wrong)
        return response


def answer_faults(response: TestResponse) -> list[str]:
    """Everything wrong with an answer's headers and, where it is HTML, its page."""
    found = []
    if response.request.method == "POST" and response.status_code in {301, 302}:
        found.append(f"a POST is answered by 303, not {response.status_code}")
    if response.mimetype != "text/html" or response.status_code in {301, 302, 303, 304, 308}:
        return found
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src" not in policy or "unsafe" in policy:
        found.append(f"Content-Security-Policy is {policy!r}")
    return found + faults(response.get_data(as_text=True))
