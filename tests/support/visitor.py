"""Somebody at the pages, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Error

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def session_of(app: Any, account_id: UUID) -> str:
    """The cookie of somebody who has signed in."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    content = {"_user_id": f"{account_id.hex}.0", "_fresh": True}
    return str(signer.dumps(content))


def sign_in(page: Page, site: Any, account_id: UUID) -> None:
    """Enter with the cookie that a sign-in would leave, whoever was signed in before."""
    name = site.app.config["SESSION_COOKIE_NAME"]
    cookie: Any = {"name": name, "value": session_of(site.app, account_id), "url": site.url}
    page.context.clear_cookies()
    page.context.add_cookies([cookie])


class Visitor:
    """Somebody at the pages; without a session a passer-by.

    ``matter`` holds the number of the matter that all work on, once it has one.
    """

    def __init__(
        self, page: Page, base: str, session: str, site: str, matter: list[str] | None = None
    ) -> None:
        self.page = page
        self.base = base
        self.matter = matter if matter is not None else [""]
        self._session = session
        self.site = site

    @property
    def desk(self) -> str:
        """Where the matter is worked on."""
        return f"{self.base}/chamber/proposals/{self.matter[0]}"

    def go(self, path: str) -> Visitor:
        """Open a page of the community as oneself; it must answer."""
        self.page.context.clear_cookies()
        if self._session:
            cookie = {"name": "session", "value": self._session, "url": self.site}
            self.page.context.add_cookies([cookie])
        address = path if path.startswith("/") else f"{self.base}/{path}"
        try:
            answer = self.page.goto(address)
        except Error:  # the page was on its way somewhere by its own script
            self.page.wait_for_load_state()
            answer = self.page.goto(address)
        assert answer is not None and answer.status == 200, f"{path}: {answer and answer.status}"
        return self

    def form(self, address: str) -> Locator:
        """The form that posts to an address ending so (a form without one posts to its page)."""
        found = self.page.locator(f'form[action$="{address}"]')
        if not found.count() and self.page.url.split("?")[0].endswith(address):
            found = self.page.locator('main form[method="post"]:not([action]), form[action=""]')
        assert found.count(), f"no form for {address} on {self.page.url}:\n{self.text[:1500]}"
        return found.first

    def send(self, address: str, button: str = "", **fields: str) -> Visitor:
        """Fill the form that posts to ``address`` and send it; it must be accepted."""
        form = self.form(address)
        for name, value in fields.items():
            self._fill(form, name, value)
        buttons = form.locator("button")
        with self.page.expect_navigation() as sent:
            (buttons.filter(has_text=button) if button else buttons).first.click()
        assert sent.value.status == 200, f"{address}: {sent.value.status}\n{self.text[:1500]}"
        return self

    def write(self, address: str, **fields: str) -> Visitor:
        """Fill the form that posts to ``address`` and send it; its page may stay as it is."""
        form = self.form(address)
        for name, value in fields.items():
            self._fill(form, name, value)
        with self.page.expect_response(lambda r: r.request.method == "POST") as sent:
            form.locator("button").first.click()
        assert sent.value.status in (200, 303), f"{address}: {sent.value.status}"
        self.page.wait_for_load_state()
        return self

    def _fill(self, form: Locator, name: str, value: str) -> None:
        named = f'[name="{name}"], [name$="-{name}"]'
        field = form.locator(named).first
        kind = field.get_attribute("type")
        if kind in ("radio", "checkbox"):
            form.locator(named).and_(form.locator(f'[value="{value}"]')).check()
        elif field.evaluate("element => element.tagName") == "SELECT":
            if value:
                field.select_option(value=value)
            else:
                last = field.locator("option").last.get_attribute("value") or ""
                field.select_option(value=last)
        else:
            field.fill(value)

    @property
    def text(self) -> str:
        """The main text of the page."""
        return self.page.locator("main").inner_text()
