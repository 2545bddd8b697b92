"""What public pages may show of a person. All numbers here are invented."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from council.rules.masking import mask_name, mask_phone, mask_text


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王小明", "王*明"),
        ("王明", "王*"),
        ("王", "*"),
        ("欧阳小明", "欧阳*明"),
        ("欧阳明", "欧阳*"),
        ("歐陽小明", "歐陽*明"),
        ("王小小明", "王**明"),
        ("阿不都·热合曼", "阿*** 热***"),
        ("John Smith", "J*** S***"),
        (" 王小明 ", "王*明"),
        ("", ""),
        ("𠮷田明", "𠮷*明"),
    ],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text(max_size=20))
def test_a_masked_name_stays_as_it_is(name: str) -> None:
    assert mask_name(mask_name(name)) == mask_name(name)


@given(st.text(alphabet="王小明李欧阳", min_size=2, max_size=5))
def test_something_of_a_name_is_always_hidden(name: str) -> None:
    assert "*" in mask_name(name)
    assert mask_name(name) != name


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812341234", "138****1234"),
        ("138 1234 1234", "138****1234"),
        ("+86 138-1234-1234", "138****1234"),
        ("１３８１２３４１２３４", "138****1234"),
        ("0755-12345678", "0755-****5678"),
        ("(010)12345678", "010-****5678"),
        ("12345", "****"),
        ("", "****"),
        ("138****1234", "138****1234"),
    ],
)
def test_telephone_numbers(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请联系13812341234，谢谢", "请联系138****1234，谢谢"),
        ("电话：138-1234-1234或0755-12345678", "电话：138****1234或0755-****5678"),
        ("电话１３８１２３４１２３４。", "电话138****1234。"),
        ("身份证44030119900101123X", "身份证******************"),
        ("身份证440301 19900101 1234", "身份证******************"),
        ("卡号6222 0212 3456 7890 123", "卡号****0123"),
        ("邮箱wang.xm@example.com请回复", "邮箱w***@example.com请回复"),
        ("粤B12345乱停", "粤B****乱停"),
        ("加微信：wxm_2020", "加微信：****"),
        ("QQ 12345678", "QQ ****"),
        ("WeChat: abcdef", "WeChat: ****"),
        ("我住3栋2单元501室", "我住3栋***"),
        ("３栋５０１漏水", "３栋***漏水"),
        ("5号楼1203的邻居", "5号楼***的邻居"),
        ("二单元802", "***"),
        ("8栋1102、201，503室的业主", "8栋***的业主"),
        ("住3-2-501", "住3-***"),
        ("1203室漏水", "***室漏水"),
    ],
)
def test_personal_data_in_free_text(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "3栋200户居民，维修费3栋2000元",
        "预算38,600.50元，面积3086.56平方米",
        "2026-05-01 19:42–20:48，编号2026-014",
        "8栋1单元电梯停运",
        "一座650吨的油罐",
        "90㎡的7090房型",
        "13号楼 2026年完工",
        "501房屋、12盏路灯、第278条",
        "请在二十四小时内答复",
        "a WeChat groups notice",
        "",
    ],
)
def test_figures_of_the_matter_stay(text: str) -> None:
    assert mask_text(text) == text


_PIECES = st.lists(
    st.sampled_from(
        ["13812341234", "3栋", "501", "室", " ", "-", "，", "440301199001011234", "a@b.cn", "单元",
         "２", "粤B12345", "0755", "12345678", "QQ", "王"],
    ),
    max_size=12,
).map("".join)  # fmt: skip


@given(_PIECES | st.text(max_size=60))
@example("3栋501 502")
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask_text(text)
    assert mask_text(once) == once


@given(st.text(alphabet="我住的，。 电话", max_size=10), st.text(alphabet="，。谢了", max_size=10))
def test_no_mobile_number_survives_between_words(before: str, after: str) -> None:
    masked = mask_text(f"{before}13812341234{after}")
    assert not re.search(r"1[3-9]\d{9}", masked)
    assert masked == f"{before}138****1234{after}"
