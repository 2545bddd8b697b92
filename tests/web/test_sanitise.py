"""What people type never becomes more than paragraphs, breaks and links."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from council.web.sanitise import line, paragraphs

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src onerror=a()&gt;",
    '<a href="javascript:alert(1)">x</a>',
    "javascript:alert(1)//https://a.cn",
    "JaVaScRiPt:alert(1) data:text/html;base64,PHNjcmlwdD4= vbscript:x",
    'https://a.cn/"onmouseover="alert(1)',
    "https://a.cn/'onmouseover='alert(1)",
    "https://a.cn/<script>alert(1)</script>",
    "https://a.cn/&lt;script&gt;alert(1)&lt;/script&gt;",
    "https://a.cn/&quot;onclick=alert(1)",
    "https://javascript:alert(1)@a.cn/",
    "<!-- https://a.cn --><iframe src=https://a.cn></iframe>",
    "<![CDATA[<b>]]><b style=position:fixed>https://a.cn</b>",
    "<form action=https://a.cn><input name=password></form>",
    "<p><br></a></p></div></body> www.a.cn",
    "www.a.cn/\u202egnp.exe https://a.cn\u0000<script>",
    "<" * 2000 + " https://a.cn",
    "https://a.cn/" + "&" * 500 + "<b>",
    "&#60;script&#62; https://a.cn/&#60;script&#62;",
]


class Seen(HTMLParser):
    def __init__(self, html) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(str(html))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        raise AssertionError("a comment came through")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text):
    seen = Seen(paragraphs(text))
    for tag, attributes in seen.tags:
        assert tag in {"p", "br", "a"}
        assert set(attributes) <= {"href", "rel"}
        if "href" in attributes:
            assert re.match(r"https?://[a-z0-9.-]+(:\d+)?([/?#]|$)", attributes["href"])
            assert not re.search(r"[\s\"'<>]", attributes["href"])


def test_markup_is_shown_as_it_was_typed():
    seen = Seen(paragraphs("<b>粗</b> & <script>1</script>"))
    assert seen.text == "<b>粗</b> & <script>1</script>"
    assert [tag for tag, _ in seen.tags] == ["p"]


def test_a_character_reference_is_shown_not_read():
    assert (
        Seen(paragraphs("A &lt;b&gt; &amp; https://a.cn")).text == "A &lt;b&gt; &amp; https://a.cn"
    )


def test_paragraphs_and_breaks():
    assert paragraphs("一\n二\n\n \n三\n") == "<p>一<br>二</p><p>三</p>"
    assert paragraphs(" \n ") == ""


def test_a_link_ends_where_chinese_begins():
    seen = Seen(paragraphs("见https://a.cn/x月初，www.b.cn。"))
    links = [attributes for tag, attributes in seen.tags if tag == "a"]
    assert [link["href"] for link in links] == ["https://a.cn/x", "http://www.b.cn"]
    assert all({"nofollow", "noopener"} <= set(link["rel"].split()) for link in links)
    assert seen.text == "见https://a.cn/x月初，www.b.cn。"


def test_a_link_keeps_its_query_and_leaves_the_full_stop():
    links = Seen(paragraphs("https://a.cn/?a=1&b=2#c.")).tags[1:]
    assert [attributes["href"] for _, attributes in links] == ["https://a.cn/?a=1&b=2#c"]


@pytest.mark.parametrize(
    "text", ["a.cn", "某人@a.cn", "ftp://a.cn", "http://u:p@a.cn/", "版本1.2.3"]
)
def test_what_is_not_plainly_an_address_is_no_link(text):
    assert "<a" not in paragraphs(text)


def test_a_line_is_one_line_of_text():
    assert line(" <b>甲\n乙</b> ") == "&lt;b&gt;甲 乙&lt;/b&gt;"


def test_a_long_text_is_quick():
    text = ("https://a.cn/?" + "a=1&" * 20 + " <b>\n\n") * 200
    assert paragraphs(text).count("<a ") == 200
