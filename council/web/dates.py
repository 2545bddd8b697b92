"""Template filters for dates, money and areas – plain string work, fast enough for long lists.

Days are legal days in Asia/Shanghai whatever the server's zone. The language is the request's
(flask-babel), or the one given. The Chinese forms serve 简体 and 繁體 alike:
the characters are the same.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from council import language

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS_ZH = "一二三四五六日"
_DIGITS_ZH = "〇一二三四五六七八九"
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MINUS = "\u2212"

Moment = date | datetime


def is_english(lang: str | None = None) -> bool:
    """Whether to write for English readers: the language given, else the request's."""
    return (lang or language.current()).startswith("en")


def sentences(parts: Iterable[str], lang: str | None = None) -> str:
    """Sentences one after the other: English puts a space between them, Chinese nothing."""
    return (" " if is_english(lang) else "").join(part for part in parts if part)


_ENDS = "。！？…!?."
_CLOSES = "”’」』）)\"'"


def ended(text: str) -> str:
    """The text as a whole sentence: with a full stop where it has none of its own."""
    said = text.rstrip()
    bare = said.rstrip(_CLOSES)
    return (
        said if not said or bare.endswith(tuple(_ENDS)) else said + ("." if is_english() else "。")
    )


def local(at: datetime) -> datetime:
    """The instant in Asia/Shanghai. Raises ValueError for a naive datetime: it names no instant."""
    if at.tzinfo is None:
        raise ValueError("a naive datetime names no instant")
    return at.astimezone(SHANGHAI)


def legal_day(at: Moment) -> date:
    """The day in Asia/Shanghai on which the instant falls; a date is its own day."""
    return local(at).date() if isinstance(at, datetime) else at


def day(at: Moment | None, lang: str | None = None) -> str:
    """``11月27日`` / ``27 November``; empty for None."""
    if at is None:
        return ""
    on = legal_day(at)
    return f"{on.day} {MONTHS_EN[on.month - 1]}" if is_english(lang) else f"{on.month}月{on.day}日"


def full_day(at: Moment | None, lang: str | None = None) -> str:
    """``2026年11月27日`` / ``27 November 2026``."""
    if at is None:
        return ""
    year = legal_day(at).year
    return f"{day(at, lang)} {year}" if is_english(lang) else f"{year}年{day(at, lang)}"


def month(at: Moment | None, lang: str | None = None) -> str:
    """``11月`` / ``Nov``: the head of a day block."""
    if at is None:
        return ""
    on = legal_day(at)
    return MONTHS_EN[on.month - 1][:3] if is_english(lang) else f"{on.month}月"


def day_number(at: Moment | None) -> int | None:
    """27: the figure of a day block."""
    return None if at is None else legal_day(at).day


def weekday(at: Moment | None, lang: str | None = None) -> str:
    """``星期四`` / ``Thursday``."""
    if at is None:
        return ""
    number = legal_day(at).weekday()
    return WEEKDAYS_EN[number] if is_english(lang) else f"星期{WEEKDAYS_ZH[number]}"


def clock_time(at: datetime | None) -> str:
    """``18:00``, 24-hour."""
    return "" if at is None else f"{local(at):%H:%M}"


def moment(at: datetime | None, lang: str | None = None) -> str:
    """``11月27日 18:00`` / ``27 November 18:00``."""
    return "" if at is None else f"{day(at, lang)} {clock_time(at)}"


def full_moment(at: datetime | None, lang: str | None = None) -> str:
    """``2026年11月27日 18:00`` / ``27 November 2026 18:00``."""
    return "" if at is None else f"{full_day(at, lang)} {clock_time(at)}"


def _last(until: Moment) -> tuple[date, str]:
    """The last day and the clock time at which it ends: midnight is 24:00 of the day before."""
    if not isinstance(until, datetime):
        return until, "24:00"
    here = local(until)
    if here.hour == here.minute == here.second == 0:
        return here.date() - timedelta(days=1), "24:00"
    return here.date(), f"{here:%H:%M}"


def deadline(until: Moment | None, lang: str | None = None) -> str:
    """``11月27日 24:00 止`` / ``until 27 November 24:00``; a date ends at 24:00."""
    if until is None:
        return ""
    on, time = _last(until)
    return f"until {day(on, lang)} {time}" if is_english(lang) else f"{day(on, lang)} {time} 止"


def deadline_day(until: Moment | None, lang: str | None = None) -> str:
    """The last day of a term, ``11月27日`` / ``27 Nov``, short enough for a narrow column."""
    if until is None:
        return ""
    on = _last(until)[0]
    return f"{on.day} {MONTHS_EN[on.month - 1][:3]}" if is_english(lang) else day(on, lang)


def deadline_clock(until: Moment | None, lang: str | None = None) -> str:
    """``24:00 止`` / ``24:00``: the second line under deadline_day."""
    if until is None:
        return ""
    time = _last(until)[1]
    return time if is_english(lang) else f"{time} 止"


def days_left(until: Moment | None, now: Moment) -> int:
    """Whole legal days from now to the last day of a term: 0 on it, negative after it."""
    return 0 if until is None else (_last(until)[0] - legal_day(now)).days


def iso(at: Moment | None) -> str:
    """For ``<time datetime>``: local ISO 8601."""
    if at is None:
        return ""
    return local(at).isoformat(timespec="minutes") if isinstance(at, datetime) else at.isoformat()


def _hundredths(value: int, always: bool) -> str:
    whole, part = divmod(abs(value), 100)
    text = f"{whole:,}.{part:02d}" if part or always else f"{whole:,}"
    return f"{MINUS}{text}" if value < 0 else text


def yuan(fen: int | None) -> str:
    """Fen as yuan without the unit: ``38,600``, ``38,600.50``; a dash for None."""
    return "—" if fen is None else _hundredths(fen, always=False)


def sqm(area: int | None) -> str:
    """Hundredths of m² with the unit: ``2,684.39 m²``; a dash for None."""
    return "—" if area is None else f"{_hundredths(area, always=True)} m²"


def number(value: int | None) -> str:
    """``12,345``; a dash for None."""
    return "—" if value is None else f"{value:,}".replace("-", MINUS)


def percent_of(part: int, whole: int) -> str:
    """``48.2%``, one decimal, half up; a dash where there is nothing to divide by."""
    if whole <= 0:
        return "—"
    tenths = (part * 2000 + whole) // (whole * 2)
    return f"{tenths // 10}.{tenths % 10}%"


def day_word(n: int, lang: str | None = None) -> str:
    """The word beside a number of days."""
    if is_english(lang):
        return "day" if n == 1 else "days"
    return "天"


def days(n: int, lang: str | None = None) -> str:
    """``3 天`` / ``3 days``, ``1 day``."""
    return f"{n} {day_word(n, lang)}"


def numeral(n: int, lang: str | None = None) -> str:
    """``一``, ``十一``, ``二十``: how headings are counted in Chinese; English takes figures."""
    if is_english(lang) or not 0 < n < 100:
        return str(n)
    tens, ones = divmod(n, 10)
    text = _DIGITS_ZH[ones] if ones else ""
    return (_DIGITS_ZH[tens] if tens > 1 else "") + ("十" if tens else "") + text


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "full_day": full_day,
    "month": month,
    "day_number": day_number,
    "weekday": weekday,
    "clock_time": clock_time,
    "moment": moment,
    "full_moment": full_moment,
    "deadline": deadline,
    "deadline_day": deadline_day,
    "deadline_clock": deadline_clock,
    "days_left": days_left,
    "days": days,
    "day_word": day_word,
    "iso": iso,
    "yuan": yuan,
    "sqm": sqm,
    "number": number,
    "percent_of": percent_of,
    "sentences": sentences,
    "ended": ended,
}


def ordinal(n: int) -> str:
    """The number of an item as it is read out: 三、 (up to 99), in English 3. with a blank."""
    if is_english() or not 0 < n < 100:
        return f"{n}. "
    tens, ones = divmod(n, 10)
    before = "" if not tens else "十" if tens == 1 else _DIGITS_ZH[tens] + "十"
    return before + (_DIGITS_ZH[ones] if ones else "") + "、"


def install(environment: Any) -> None:
    """Puts the filters into a Jinja environment: ``dates.install(app.jinja_env)``."""
    environment.filters.update(FILTERS)
