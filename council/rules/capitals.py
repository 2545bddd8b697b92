"""中文大写金额, as the rules for bills and for accounting vouchers write it.

After 《支付结算办法》附一《正确填写票据和结算凭证的基本规定》 and 《会计基础工作规范》第五十二条:
capitals 壹 to 玖, the units 拾佰仟万亿元角分; one 零 for however many noughts stand between
figures; a 零 before 角 where the yuan end in nought, and always before 分 where there is no 角.
整 stands after 元 and after 角 (the first lets it be left out there, the second asks for it),
never after 分.
"""

from __future__ import annotations

_FIGURES = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
ABOVE = 10**14
"""The sum in fen from which nothing is written: a million million yuan."""


def capitals(fen: int) -> str:
    """A sum in capitals: 12,345,678 fen are 壹拾贰万叁仟肆佰伍拾陆元柒角捌分.

    Raises:
        ValueError: for a sum below nought or from :data:`ABOVE` on.
    """
    if not 0 <= fen < ABOVE:
        raise ValueError("capitals are written for sums from nought on")
    if not fen:
        return "零元整"
    yuan, rest = divmod(fen, 100)
    jiao, cent = divmod(rest, 10)
    said = _whole(yuan) + "元" if yuan else ""
    if jiao:
        said += ("零" if yuan and yuan % 10 == 0 else "") + _FIGURES[jiao] + "角"
    elif yuan and cent:
        said += "零"
    return said + (f"{_FIGURES[cent]}分" if cent else "整")


def _whole(yuan: int) -> str:
    """Whole yuan without their unit, four figures at a time."""
    said, gap = "", False
    for place in (2, 1, 0):
        group = yuan // 10_000**place % 10_000
        if group:
            said += "零" if said and (gap or group < 1000) else ""
            said, gap = said + _thousands(group) + _GROUPS[place], False
        else:
            gap = True
    return said


def _thousands(group: int) -> str:
    """Four figures with their places; one 零 for a gap between them, none at the end."""
    said, gap = "", False
    for place in (3, 2, 1, 0):
        figure = group // 10**place % 10
        if figure:
            said += ("零" if gap and said else "") + _FIGURES[figure] + _PLACES[place]
            gap = False
        else:
            gap = True
    return said
