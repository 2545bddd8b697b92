"""Words of vouchers."""

from council.language import lazy_gettext as _l

WORDS = {
    "voucher_kind": {
        "invoice": _l("发票"),
        "receipt": _l("收据"),
        "list": _l("明细清单"),
        "other": _l("其他凭证"),
    },
    "voucher_state": {
        "": _l("全部"),
        "standing": _l("没有作废的"),
        "to_redact": _l("待遮盖"),
        "public": _l("已公开"),
        "soon": _l("快到保管期限的"),
        "over": _l("过了保管期限的"),
        "struck": _l("已作废"),
    },
    "duty": {"voucher.publish": _l("凭证待遮盖：%(title)s 张")},
    "duty_verb": {"voucher.publish": _l("去遮盖")},
    "duty_text": {
        "voucher.publish": _l("有 %(n)s 张凭证还没有公开件。遮住个人信息以后，人人才能查看。"),
    },
    "entry": {
        "voucher.add": _l("登记凭证"),
        "voucher.publish": _l("遮盖并公开凭证"),
        "voucher.read": _l("查看凭证原件"),
        "voucher.strike": _l("作废凭证"),
    },
}

REASONS = {
    "voucher_file_missing": _l("请选一张凭证照片，或者一个 PDF 文件。"),
    "voucher_too_large": _l("凭证文件太大，最大 %(most)s MB。"),
    "voucher_wrong_kind": _l("凭证只收 JPEG、PNG、WebP 照片和 PDF，这个文件不是。"),
    "voucher_encrypted": _l("这个 PDF 加了密。请先去掉密码，或者拍照上传。"),
    "voucher_scripts": _l(
        "这个 PDF 带有脚本或会自动执行的内容，不能收。请另存为普通 PDF，或者拍照上传。"
    ),
    "voucher_attachment": _l("这个 PDF 里夹带了别的文件，不能收。请打印成普通 PDF，或者拍照上传。"),
    "voucher_pages": _l("凭证最多 %(most)s 页。请分成几份上传。"),
    "voucher_broken": _l("这个 PDF 已损坏，打不开。"),
    "voucher_too_heavy": _l("这个 PDF 太复杂，在限定的时间和内存里打不开。请拍照上传。"),
    "voucher_moved": _l("这张凭证在您打开以后有变动，请看过再办。"),
    "voucher_struck": _l("凭证 %(number)s 已经作废。"),
    "invoice_known": _l(
        "这家销售方的这个发票号码已经登记过：凭证 %(voucher)s，属于支付 %(payment)s。"
        "同一张发票只能用一次。"
    ),
    "issued_later": _l("开票日期 %(day)s 还没有到。"),
    "payment_over": _l("支付 %(number)s 已经不办了，不能再附凭证。"),
    "boxes_too_many": _l("一张凭证最多遮盖 %(most)s 处。"),
    "box_outside": _l("有一处遮盖超出了第 %(page)s 页的边（凭证共 %(pages)s 页）。"),
    "box_empty": _l("第 %(page)s 页有一处遮盖没有宽度或高度。"),
    "box_unreadable": _l("第 %(line)s 行看不懂：请填页码和四个百分数，例如 1、10、20.5、30、5。"),
    "redaction_unconfirmed": _l("请先逐页看过，确认没有个人信息，再勾选确认。"),
}
