"""A voucher blacked out in a real browser: by mouse, by keys, by finger, and without scripts."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pytest
from PIL import Image

from council.models.payments import Voucher
from council.services.uploads import place
from tests.browser.test_every_page import LOOKS, Walker
from tests.factories import money
from tests.factories import vouchers as samples
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.factories.money import AT
from tests.factories.vouchers import put

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
CONFIRMED = "我已逐页看过"


@dataclass
class Desk:
    """A browser of the clerk's on a voucher of a photo, and one of a PDF of two pages."""

    purse: Any
    walk: Walker
    photo: str
    pdf: str

    @property
    def page(self):
        return self.walk.page

    def open(self, number: str) -> None:
        """The page to black out, its pictures shown."""
        self.page.goto(f"{self.purse.base}/chamber/fund/vouchers/{number}/redact?lang=zh-Hans")
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.leaf img')].every((i) => i.naturalWidth > 100)"
        )

    def sheet(self, n: int = 1) -> dict[str, float]:
        """Where a page of the voucher is on the screen, with its top in view."""
        picture = self.page.locator(f"[data-page='{n}'] img")
        self.page.locator(f"[data-page='{n}']").evaluate("(e) => e.scrollIntoView()")
        return picture.bounding_box()

    def drag(self, start: tuple[float, float], end: tuple[float, float], n: int = 1) -> None:
        """Press at one place of the page, move, let go; places in parts of its width and height."""
        edge, mouse = self.sheet(n), self.page.mouse
        (x, y), (right, down) = (
            (edge["x"] + a * edge["width"], edge["y"] + b * edge["height"]) for a, b in (start, end)
        )
        mouse.move(x, y)
        mouse.down()
        mouse.move((x + right) / 2, (y + down) / 2)
        mouse.move(right, down)
        mouse.up()

    def boxes(self) -> list[list[str]]:
        """What the lines of the form say."""
        return self.page.evaluate(
            "() => [...document.querySelectorAll('[data-areas] tr')]"
            ".map((r) => [...r.querySelectorAll('input')].map((i) => i.value))"
            ".filter((r) => r.some((v) => v))"
        )

    def publish(self) -> None:
        """Tick that nothing is left, and send."""
        if not self.page.get_by_label(CONFIRMED).is_checked():
            self.page.get_by_label(CONFIRMED).check()
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="画出公开件并公开").click()
        assert "公开件已经重新画好" in self.page.locator("#notices").inner_text()

    def copy(self, number: str) -> bytes:
        """The public copy as everybody downloads it."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name="下载公开件").click()
        data = waiting.value.path().read_bytes()
        (row,) = stored(self.purse.hall, Voucher, Voucher.number == number)
        folder = self.walk.site.app.config["UPLOADS"]
        assert data == place(folder, row.public_sha256).read_bytes()
        return data


@pytest.fixture
def make(app, app_context, scene, clock, open_page, site, assert_accessible):
    """``make("wide")``: a desk in that look."""
    purse = money.purse(on_stage(app, scene))
    clock.set(AT)
    payment, folder = money.entered(purse), app.config["UPLOADS"]
    photo = put(purse, payment, folder, "12345678")
    pdf = put(purse, payment, folder, data=samples.pdf(samples.SECRET, samples.SECRET))

    def at(look: str) -> Desk:
        walk = Walker(open_page, site, look, assert_accessible)
        walk.sign_in(purse.hall.accounts["clerk"])
        return Desk(purse, walk, photo, pdf)

    return at


def is_black(picture: Image.Image, *area: float) -> bool:
    left, top, right, bottom = area
    part = picture.convert("RGB").crop(
        (int(left * picture.width), int(top * picture.height),
         int(right * picture.width), int(bottom * picture.height))
    )  # fmt: skip
    return max(high for _, high in part.getextrema()) < 16


def test_drawn_by_mouse_and_black_for_everybody(make) -> None:
    desk = make("wide")
    desk.open(desk.photo)
    desk.drag((0.1, 0.1), (0.3, 0.2))
    assert desk.page.evaluate("document.activeElement.className") == "area"
    assert len(desk.boxes()) == 1
    desk.drag((0.2, 0.15), (0.1, 0.1))  # moved by its middle towards the corner
    desk.drag((0.2, 0.15), (0.5, 0.5))  # its lower right corner pulled out
    x, y, w, h = (float(value) for value in desk.boxes()[0][1:])
    assert x < 2 and y < 6 and abs(x + w - 50) < 3 and abs(y + h - 50) < 3
    desk.drag((0.9, 0.9), (0.9, 0.9))  # a mere click draws nothing
    assert len(desk.boxes()) == 1
    desk.publish()
    with Image.open(io.BytesIO(desk.copy(desk.photo))) as picture:
        assert is_black(picture, 0.03, 0.07, 0.46, 0.46)
        assert not is_black(picture, 0.6, 0.6, 0.9, 0.9)


def test_drawn_with_keys_alone(make) -> None:
    desk = make("wide")
    desk.open(desk.photo)
    page = desk.page
    page.get_by_role("button", name="加一个框").focus()
    page.keyboard.press("Enter")
    assert desk.boxes() == [["1", "30", "47", "40", "6"]]
    for key, times in (("ArrowLeft", 31), ("ArrowUp", 50), ("Shift+ArrowDown", 44),
                       ("Shift+ArrowRight", 10)):  # fmt: skip
        for _ in range(times):
            page.keyboard.press(key)
    assert desk.boxes() == [["1", "0", "0", "50", "50"]]
    said = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert said == "第 1 页的遮盖 1：左 0%，上 0%，宽 50%，高 50%"
    page.get_by_role("button", name="加一个框").focus()
    page.keyboard.press("Enter")
    assert len(desk.boxes()) == 2
    page.keyboard.press("Delete")
    assert desk.boxes() == [["1", "0", "0", "50", "50"]]
    assert page.evaluate("document.activeElement.className") == "area", "the focus is not lost"
    page.get_by_label(CONFIRMED).focus()
    page.keyboard.press("Space")
    desk.publish()
    with Image.open(io.BytesIO(desk.copy(desk.photo))) as picture:
        assert is_black(picture, 0, 0, 0.5, 0.5) and not is_black(picture, 0.5, 0.5, 1, 1)


def test_pages_of_a_pdf_and_lines_that_are_typed(make) -> None:
    """Lines and areas are one thing; more areas than there are lines get lines of their own."""
    desk = make("wide")
    desk.open(desk.pdf)
    desk.drag((0.02, 0.02), (0.98, 0.15), n=2)
    line = desk.page.locator("[data-areas] tr").nth(1)
    for name, value in (("page", "1"), ("x", "0"), ("y", "0"), ("w", "100"), ("h", "12.5")):
        line.locator(f"[name={name}]").fill(value)
    assert desk.page.locator("[data-page='1'] .area").count() == 1
    for _ in range(6):
        desk.page.locator("[data-page='1'] [data-add]").click()
    assert len(desk.boxes()) == 8
    desk.publish()
    data = desk.copy(desk.pdf)
    with pdfium.PdfDocument(data) as document:
        assert len(document) == 2
        for n in range(2):
            assert document[n].get_textpage().get_text_bounded() == ""
            page = document[n].render(scale=1).to_pil()
            assert is_black(page, 0.04, 0.03, 0.96, 0.12)
            assert not is_black(page, 0.04, 0.6, 0.96, 0.9)
    desk.open(desk.pdf)
    assert len(desk.boxes()) == 8, "all areas are there to be changed"
    assert desk.page.locator("[data-page='2'] .area").count() == 1


def test_without_scripts_the_lines_are_typed(make, open_page) -> None:
    desk = make("wide")
    plain = open_page(width=1280, javascript=False)
    desk.walk.page = plain
    desk.walk.sign_in(desk.purse.hall.accounts["clerk"])
    plain.goto(f"{desk.purse.base}/chamber/fund/vouchers/{desk.photo}/redact?lang=zh-Hans")
    assert not plain.get_by_role("button", name="加一个框").is_visible()
    for name, value in (("page", "1"), ("x", "0"), ("y", "0"), ("w", "50"), ("h", "50")):
        plain.locator(f"[name={name}]").first.fill(value)
    desk.publish()
    with Image.open(io.BytesIO(desk.copy(desk.photo))) as picture:
        assert is_black(picture, 0, 0, 0.5, 0.5) and not is_black(picture, 0.5, 0.5, 1, 1)


def test_a_finger_scrolls_until_it_is_told_to_draw(make) -> None:
    desk = make("narrow")
    desk.open(desk.photo)
    touch = """([x, y, right, down]) => {
      const sheet = document.querySelector('[data-sheet]'), edge = sheet.getBoundingClientRect();
      const at = (type, a, b) => sheet.dispatchEvent(new PointerEvent(type, {
        pointerType: 'touch', pointerId: 1, bubbles: true, cancelable: true, button: 0,
        clientX: edge.left + a * edge.width, clientY: edge.top + b * edge.height}));
      sheet.setPointerCapture = () => {};
      at('pointerdown', x, y); at('pointermove', right, down); at('pointerup', right, down);
    }"""
    desk.page.evaluate(touch, [0.1, 0.1, 0.6, 0.4])
    assert desk.boxes() == []
    desk.page.get_by_role("button", name="用手指画").click()
    desk.page.evaluate(touch, [0.1, 0.1, 0.6, 0.4])
    assert len(desk.boxes()) == 1
    style = "getComputedStyle(document.querySelector('[data-sheet]')).touchAction"
    assert desk.page.evaluate(style) == "none"


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_every_page_of_vouchers(make, look: str) -> None:
    desk = make(look)
    here = f"{desk.purse.base}/chamber/fund/vouchers"
    payment = money.entered(desk.purse)
    desk.walk.walk(
        [f"{here}/", f"{here}/?state=over", f"{here}/new?payment={payment}"]
        + [f"{here}/{number}{page}" for number in (desk.photo, desk.pdf)
           for page in ("", "/redact")]
    )  # fmt: skip
    desk.open(desk.photo)
    desk.page.locator("[data-add]").click()
    desk.walk.check(desk.page)
    desk.walk.sign_in(desk.purse.hall.accounts["chair"])
    desk.walk.walk([f"{here}/{desk.photo}", f"{here}/{desk.photo}/redact"])
    assert not desk.walk.faults, "\n".join(desk.walk.faults)
