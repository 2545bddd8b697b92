"""Why something typed cannot be kept: texts, numbers, dates."""

from council.language import lazy_gettext as _l

REASONS = {
    "text_missing": _l("“%(field)s”还没有填。"),
    "text_too_short": _l("“%(field)s”太短，至少 %(minimum)s 个字。"),
    "text_too_long": _l("“%(field)s”太长，最多 %(maximum)s 个字。"),
    "text_control_characters": _l("“%(field)s”里有看不见的控制字符，请删去后重新输入。"),
    "text_lone_surrogates": _l("“%(field)s”里有损坏的字符，请删去后重新输入。"),
    "text_direction_controls": _l("“%(field)s”里有改变文字方向的字符，请删去。"),
    "number_unreadable": _l("“%(field)s”要填数字（最多两位小数）。"),
    "number_too_small": _l("“%(field)s”太小。"),
    "number_too_large": _l("“%(field)s”太大。"),
    "date_unreadable": _l("“%(field)s”要填日期，例如 2026-05-01。"),
    "date_out_of_range": _l("“%(field)s”要在 1970 年到 2100 年之间。"),
    "time_unreadable": _l("“%(field)s”要填时间，例如 19:30。"),
}
