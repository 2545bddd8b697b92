"""Words of people, offices and accounts, and why something about them is refused."""

from council.language import lazy_gettext as _l

WORDS = {
    "field": {
        "community_name": _l("社区名称"),
        "street_name": _l("街道办事处"),
        "short_name": _l("简称"),
        "seal": _l("印章字"),
        "address": _l("地址"),
        "phone": _l("电话"),
        "hours": _l("办公时间"),
        "body_name": _l("机构名称"),
        "compound": _l("小区"),
        "building": _l("楼栋"),
        "entrance": _l("单元"),
        "room": _l("房号"),
        "household_number": _l("户号"),
        "person_number": _l("人员编号"),
        "name": _l("姓名"),
        "title": _l("职务名称"),
        "starts_on": _l("任期"),
        "ends_on": _l("任期止"),
        "number": _l("编号"),
        "household": _l("户号"),
        "area": _l("建筑面积"),
        "office": _l("职务"),
        "body": _l("机构"),
        "seat_number": _l("席号"),
        "person": _l("人员编号"),
    },
    "roster_kind": {
        "compound": _l("小区"),
        "building": _l("楼栋"),
        "unit": _l("房屋"),
        "household": _l("户"),
        "person": _l("人员"),
        "office": _l("席位"),
        "tenure": _l("任期"),
        "ownership": _l("产权"),
    },
}

REASONS = {
    "identity_number": _l("“%(field)s”里有像身份证号码的数字。这里不保存身份证号码，请删去。"),
    "slug_taken": _l("网址里的名字 %(slug)s 已经有社区在用。"),
    "slug_malformed": _l("网址里的名字只能用小写字母、数字和横线，最多 40 个字符：%(slug)s。"),
    "body_exists": _l("已经有一个机构叫“%(name)s”。"),
    "unit_exists": _l("这套房屋已经登记过：%(room)s。"),
    "number_taken": _l("编号 %(number)s 已经用过。"),
    "seat_number_taken": _l("第 %(number)s 席已经有了。"),
    "office_unknown": _l("没有这样的职务：%(office)s。"),
    "tenure_overlap": _l("“%(title)s”在这段时间已经有人担任（自%(since)s起），任期不能重叠。"),
    "tenure_order": _l("任期的结束不能早于开始（%(since)s）。"),
    "tenure_ended": _l("这个任期已经结束（到%(until)s），不能靠再次结束来延长。"),
    "seat_twice": _l("这个人在同一机构已经有席位（%(title)s），一人只有一票。"),
    "supervisor_in_committee": _l(
        "居务监督委员会的成员不能同时是居民委员会的成员（现任“%(title)s”）：监督的人不能监督自己。"
    ),
    "supervisor_household": _l(
        "居民委员会成员的近亲属不能进居务监督委员会：同一户的人现任“%(title)s”。"
    ),
    "login_malformed": _l("登录名要 4 到 60 位，用小写字母、数字、点、横线或 @。"),
    "login_taken": _l("这个登录名已经有人用了，请换一个。"),
    "password_length": _l("密码要至少 %(least)s 位，最多 128 位。"),
    "password_weak": _l("这个密码太容易猜到，请换一个。"),
    "password_wrong": _l("现在的密码不对。"),
    "sign_in_failed": _l("登录名或密码不对。"),
    "has_account": _l("这个人已经有账号了。"),
    "account_here": _l("您的账号在这个社区已经属于另一个人。"),
    "code_invalid": _l(
        "这个代码不能用：可能抄错了、已经用过、过期了，或者后来又打印了新的。请书记员再打印一张。"
    ),
    "codes_none": _l("没有要寄的信：这里的成年人都已经有账号，或手里有还没过期的代码。"),
    "roster_no_sheet": _l("没有找到“房屋”“人员”“任职”或“产权”工作表。请用模板。"),
    "roster_twice": _l("和第 %(row)s 行重复。"),
    "roster_nobody": _l("请填写人员编号或姓名。"),
    "roster_flag": _l("请填“是”或“否”，现在是“%(said)s”。"),
    "roster_unknown": _l("不认识这个说法：%(said)s。"),
    "roster_household": _l("户号 %(number)s 已经属于另一套房屋。"),
    "roster_body_unknown": _l("没有这个机构：%(name)s。"),
    "roster_body_many": _l("有几个这样的机构，请写全称：%(name)s。"),
    "roster_office_body": _l("“%(name)s”里没有这样的职务。"),
    "roster_person_unknown": _l("名册里没有这个人，或编号和姓名对不上：%(name)s。"),
    "roster_person_many": _l("有几个人叫“%(name)s”，请填人员编号。"),
    "roster_term": _l(
        "这个任期已经登记，结束日期不同（现在到 %(until)s 之前）。请在机构页面更正。"
    ),
}
