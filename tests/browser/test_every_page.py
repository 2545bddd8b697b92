"""Every page in a real browser: axe, nothing wider than the screen, the keyboard's first steps.

One browser page walks many addresses, since opening a browser costs more than opening a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.bodies import Office
from council.services import papers, polls
from tests.factories import proposals as written
from tests.factories import voting
from tests.factories.community import RESIDENTS, Handle
from tests.factories.hall import (
    REPRESENTATIVES,
    call,
    make_matter,
    opened,
)
from tests.factories.matters import matter_in
from tests.factories.square import NOW, Square, make_square
from tests.support.visitor import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

TODAY = NOW + timedelta(days=35)
"""The day of the open meeting."""
LOOKS = {
    "narrow": (360, "lang=zh-Hans"),
    "wide": (1280, "lang=en"),
    "large": (360, "view=large&lang=zh-Hans"),
    "large-en": (360, "view=large&lang=en"),
}
CHANNELS = (
    "papers/", "papers/desk?q=代表", "papers/return", "papers/enter", "papers/sheets", "hands",
    "assist?q=代表",
)  # fmt: skip
"""The pages of a poll for those who keep paper, count hands, or help."""
TOO_WIDE = """() => {
  const wide = document.scrollingElement.scrollWidth - window.innerWidth;
  if (wide <= 0) return null;
  const beyond = [...document.querySelectorAll("main *, header *, footer *")].filter(
    (e) => !e.closest(".scroll") && e.getBoundingClientRect().right > window.innerWidth + 1);
  return wide + " px too wide: " + (beyond.length ? beyond.at(-1).outerHTML.slice(0, 160) : "?");
}"""
FOCUSED = """() => {
  const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
  const seen = s.outlineStyle !== "none" || s.boxShadow !== "none" || s.borderStyle !== "none";
  return {skip: e.classList.contains("govuk-skip-link"), href: e.getAttribute("href"),
          html: e.outerHTML.slice(0, 120), shown: r.width > 1 && r.height > 1 && r.top >= 0,
          marked: seen || s.backgroundColor !== "rgba(0, 0, 0, 0)"};
}"""


@dataclass
class Town:
    """The square with matters in every stage, meetings called and open, and a running poll."""

    square: Square
    stages: dict[str, str]
    called: str
    open: str
    poll: str
    fund: str
    secret: str
    asking: str
    draft: str
    office: str

    @property
    def hall(self) -> Handle:
        return self.square.hall


def _stages(hall: Handle) -> dict[str, str]:
    found = {
        "proposing": written.proposed(hall, "resident3", title="给院子东门装一盏灯"),
        "vetting": written.in_vetting(hall, "resident4", title="修3号楼前的排水沟"),
        "review": written.in_review(hall, "resident5", title="楼道里的旧自行车怎么清"),
        "members": make_matter(hall, "members", "2026-201"),
    }
    for stage in ("disclosure", "acceptance", "implementation", "announcement"):
        found[stage] = matter_in(hall, stage)
    return found


def _votes(hall: Handle) -> tuple[str, str, str]:
    """A fund shared by vote and a secret election, both counted, and an appraisal that runs."""
    how = {"body": "representatives", "rule": "RC1", "at": TODAY, "closes_at": None}
    fund = voting.begin(hall, voting.FUND, number="2026-801", **how)
    for n, who in enumerate(REPRESENTATIVES):
        voting.vote(hall, who, fund, {"marks": [1, 2] if n % 2 else [3]}, at=TODAY)
    how |= {"body": "residents_assembly", "rule": "RA1"}
    secret = voting.begin(hall, voting.ELECTION, number="2026-802", secret=True, **how)
    for n, who in enumerate((*RESIDENTS, *REPRESENTATIVES, "chair", "party1")):
        voting.vote(hall, who, secret, {"marks": [1 + n % 2, 3]}, at=TODAY)
    for number in (fund, secret):
        voting.close(hall, number, at=TODAY)
    asking = voting.begin(hall, voting.APPRAISAL, number="2026-803", **how)
    return fund, secret, asking


def _office(hall: Handle) -> str:
    with Session(db.engine) as session:
        mine = Office.community_id == hall.community_id
        return str(session.scalars(select(Office.id).where(mine)).first())


def _build(app) -> Town:
    made = make_square(app)
    hall = made.hall
    make_matter(hall, "resolution", "2026-202")
    stages = _stages(hall)
    called = call(
        hall,
        "party_committee",
        [stages["review"]],
        joint="residents_committee",
        at=NOW,
        starts=TODAY + timedelta(days=10),
    )
    people = REPRESENTATIVES[:5]
    meeting = opened(hall, "representatives", people, ["2026-202"], at=NOW, starts=TODAY)
    poll = polls.open_poll(hall.community_id, hall.actor("clerk"), meeting, 1, at=TODAY)
    papers.issue_all(hall.community_id, hall.actor("clerk"), poll, at=TODAY)
    fund, secret, asking = _votes(hall)
    papers.print_stock(hall.community_id, hall.actor("clerk"), asking, 2, at=TODAY)
    draft = str(written.draft(hall, "resident6"))
    return Town(made, stages, called, meeting, poll, fund, secret, asking, draft, _office(hall))


_MADE: list[Town] = []


@pytest.fixture
def town(app, scene, clock) -> Town:
    scene("town", lambda: _MADE.append(_build(app)))
    clock.set(TODAY)
    return _MADE[-1]


def public_pages(town: Town) -> list[str]:
    """Every address that opens without an account."""
    place = town.square
    matters = [place.debated, place.passed, place.failed, place.evaluated, place.declined]
    paths = [
        "/", "/proposals/", "/meetings/", f"/meetings/{town.called}", f"/meetings/{town.open}",
        "/polls/", f"/polls/{town.poll}", f"/polls/{town.poll}/outlook", f"/polls/{town.fund}",
        f"/polls/{town.fund}/allocation", f"/polls/{town.secret}", f"/polls/{town.secret}/ballots",
        f"/polls/{town.fund}/protocol",
        "/polls/simulation?roll=typed&heads=270&area=24838.57",
        "/decisions/", "/decisions/2026-001", "/decisions/register",
        "/petitions/", "/petitions/2026-001", "/petitions/2026-001/sheet",
        "/disclosure/", "/disclosure/catalogue", "/fund/", "/fund/2026",
        "/fund/2025/unexplained", "/fund/2025/questions", "/fund/2025/statements", "/journal/",
        "/requests/", "/rules/", "/bodies/",
        "/search/", "/search/?q=充电棚", "/proposals/none",
        f"/proposals/{place.debated}/debate", f"/proposals/{place.passed}/versions",
        *(f"/proposals/{number}" for number in matters),
        *(f"/proposals/{town.stages[stage]}" for stage in ("proposing", "members", "acceptance")),
    ]  # fmt: skip
    return ["/", "/sign-in", "/sign-in/code", *(place.base + path for path in paths)]


def chamber_pages(town: Town) -> dict[str, list[str]]:
    """The pages of those who work here, by the office that has them."""
    at = town.stages
    matter = {
        "resident6": [at["proposing"]],
        "secretary": [at["vetting"]],
        "committee1": [at["review"]],
        "representative1": [town.square.debated],
        "chair": [at["announcement"], at["disclosure"]],
        "property": [at["implementation"]],
        "supervisor1": [at["acceptance"]],
        "clerk": ["2026-202"],
        "resident1": [town.square.evaluated],
    }
    own = {
        "resident6": [
            "proposals/", "proposals/new", f"proposals/drafts/{town.draft}",
            f"proposals/drafts/{town.draft}/preview", "petitions/new",
            "fund/questions/new?year=2025&fund=service",
        ],
        "representative1": [f"polls/{town.poll}", f"polls/{town.asking}"],
        "chair": ["rules/RC1", "fund/questions/", "fund/audits/", "fund/audits/service/2025"],
        "supervisor1": ["fund/statements/", "fund/statements/service/2025"],
        "clerk": [
            "meetings/new", f"meetings/{town.open}", f"meetings/{town.called}",
            f"polls/{town.poll}", "roster/", "offices/", f"offices/{town.office}", "codes/",
            "proposals/import", "petitions/2026-001", "fund/", "fund/new", "fund/books/history",
            *(f"polls/{town.poll}/{path}" for path in CHANNELS),
            *(f"polls/{town.asking}/papers/{path}" for path in ("", "enter", "sheets")),
        ],
    }  # fmt: skip
    pages = {
        who: ["", *(f"proposals/{number}" for number in numbers), *own.get(who, [])]
        for who, numbers in matter.items()
    }
    base = town.hall.base
    found = {who: [f"{base}/chamber/{path}" for path in paths] for who, paths in pages.items()}
    return found | {"street": ["/street/", "/account"]}


def main_pages(town: Town) -> list[str]:
    """Those that most people open, for large print."""
    base, place = town.hall.base, town.square
    paths = ["/", "/proposals/", f"/proposals/{place.passed}", "/disclosure/", "/meetings/"]
    return ["/sign-in", *(base + path for path in paths), f"{base}/polls/{town.poll}"]


class Walker:
    """Opens pages one after the other and collects what is wrong with them."""

    def __init__(self, open_page, site, look: str, check) -> None:
        width, self.look = LOOKS[look]
        self.site, self.check = site, check
        self.page = open_page(width)
        self.faults: list[str] = []

    def sign_in(self, account) -> None:
        """Enter with the cookie that a sign-in would leave."""
        sign_in(self.page, self.site, account)

    def walk(self, paths: list[str]) -> None:
        """Open each page; an address that does not exist is a page as well."""
        for path in paths:
            answer = self.page.goto(f"{path}{'&' if '?' in path else '?'}{self.look}")
            if answer.status != (404 if path.endswith("/none") else 200):
                self.faults.append(f"{path}: {answer.status}")
                continue
            self.measure(path)
            try:
                self.check(self.page)
            except AssertionError as found:
                self.faults.append(str(found))

    def measure(self, path: str) -> None:
        """Nothing is wider than a phone's screen, in the language that is shown."""
        before = self.page.viewport_size
        self.page.set_viewport_size({"width": 360, "height": 740})
        wide = self.page.evaluate(TOO_WIDE)
        if wide:
            self.faults.append(f"{path} in {self.look}: {wide}")
        self.page.set_viewport_size(before)


@pytest.fixture
def walker(open_page, site, assert_accessible):
    return lambda look: Walker(open_page, site, look, assert_accessible)


@pytest.mark.parametrize("look", ["narrow", "wide"])
def test_public_pages(town, walker, look: str) -> None:
    walk = walker(look)
    walk.walk(public_pages(town))
    assert not walk.faults, "\n".join(walk.faults)


@pytest.mark.parametrize("look", ["narrow", "wide"])
def test_pages_of_those_who_work_here(town, walker, look: str) -> None:
    walk = walker(look)
    for who, paths in chamber_pages(town).items():
        walk.sign_in(town.hall.accounts[who])
        walk.walk(paths)
    assert not walk.faults, "\n".join(walk.faults)


@pytest.mark.parametrize("look", ["large", "large-en"])
def test_main_pages_in_large_print(town, walker, look: str) -> None:
    walk = walker(look)
    walk.walk(main_pages(town))
    walk.sign_in(town.hall.accounts["representative1"])
    base = town.hall.base
    walk.walk([f"{base}/chamber/", f"{base}/chamber/polls/{town.poll}"])
    assert not walk.faults, "\n".join(walk.faults)


@pytest.mark.parametrize("width", [360, 1280])
def test_keyboard_skips_to_the_text_and_shows_where_it_is(town, open_page, width: int) -> None:
    page = open_page(width)
    page.goto(f"{town.hall.base}/")
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUSED)
    assert first["skip"] and first["shown"], first["html"]
    for _ in range(12):
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUSED)
        assert now["shown"] and now["marked"], f"focus is not to be seen on {now['html']}"
    page.goto(f"{town.hall.base}/proposals/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
