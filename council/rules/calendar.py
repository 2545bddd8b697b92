"""Legal days and deadlines in Asia/Shanghai, as 民法典 200–204 count them.

Instants come in as aware datetimes and go out as aware datetimes of Asia/Shanghai. Holidays and
make-up workdays come from the State Council's yearly order, as ``chinesecalendar`` knows it. For a
year that it does not know (the order for the next year appears in November; version 1.11 of the
package ends with 2026), weekends and the public holidays with a fixed solar date are off. Lunar
holidays and make-up workdays are unknown then, so such a deadline is provisional: see
:func:`is_published`.
"""

from __future__ import annotations

import calendar as gregorian
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_DAY = date(1970, 1, 1)
LAST_DAY = date(2100, 12, 31)
_FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
_PUBLISHED = frozenset(day.year for day in chinese_calendar.holidays)


def legal_day(instant: datetime) -> date:
    """The calendar day of an aware instant in Asia/Shanghai; ValueError where it has no zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone has no legal day")
    return instant.astimezone(SHANGHAI).date()


def midnight(day: date) -> datetime:
    """The first instant of a legal day, which is 24:00 of the day before."""
    return datetime.combine(day, time(), SHANGHAI)


def is_published(year: int) -> bool:
    """Whether the holidays of this year are known by order, not only guessed."""
    return year in _PUBLISHED


def is_working_day(day: date) -> bool:
    """Whether offices work on this day, make-up workdays included."""
    if is_published(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5 and (day.month, day.day) not in _FIXED_HOLIDAYS


def next_working_day(day: date) -> date:
    """This day where it is a working day, else the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def last_day(start: datetime, days: int) -> date:
    """The last day of a period of ``days``.

    The day of the start is not counted (民法典 201); a last day off moves to the next working day
    (民法典 203).
    """
    if days < 0:
        raise ValueError("a period is not negative")
    return next_working_day(legal_day(start) + timedelta(days=days))


def deadline(start: datetime, days: int) -> datetime:
    """The instant at which a period of ``days`` is over: 24:00 of its last day (民法典 203)."""
    return midnight(last_day(start, days) + timedelta(days=1))


def deadline_hours(start: datetime, hours: int) -> datetime:
    """The end of a period of hours, counted from the instant itself (民法典 201 II)."""
    legal_day(start)
    return (start + timedelta(hours=hours)).astimezone(SHANGHAI)


def deadline_months(start: datetime, months: int) -> datetime:
    """The end of a period of months: 24:00 of the corresponding day.

    In a month without that day it is the month's last (民法典 202); a day off moves (民法典 203).
    """
    day = legal_day(start)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = gregorian.monthrange(year, month + 1)[1]
    last = next_working_day(date(year, month + 1, min(day.day, length)))
    return midnight(last + timedelta(days=1))


def notice_days_between(sent: datetime, starts: datetime) -> int:
    """Full days of notice: neither the day of sending nor the day of the meeting counts."""
    return max(0, (legal_day(starts) - legal_day(sent)).days - 1)


def earliest_meeting(sent: datetime, notice_days: int) -> datetime:
    """The first instant at which a meeting may start that was called at ``sent``."""
    return midnight(legal_day(sent) + timedelta(days=notice_days + 1 if notice_days else 0))


def full_days_posted(posted: datetime, until: datetime) -> int:
    """Days that a notice hung: the first day is not counted, the last only when it is over."""
    return max(0, (legal_day(until) - legal_day(posted)).days - 1)
