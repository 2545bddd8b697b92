"""Why a file cannot be taken over."""

from council.language import lazy_gettext as _l

REASONS = {
    "table_missing": _l("没有找到文件“%(name)s”。"),
    "table_too_large": _l("文件太大，最大 %(most)s MB。"),
    "table_wrong_kind": _l("这不是 .xlsx 或 .csv 表格，或者扩展名和内容不符。"),
    "table_old_excel": _l("这是旧版 Excel 文件或加了密码的文件。请另存为不加密的 .xlsx 再上传。"),
    "table_broken": _l("文件已损坏，打不开。请用 Excel 重新另存为 .xlsx。"),
    "table_bomb": _l("文件展开后过大或含有不允许的内容，没有打开。"),
    "table_too_many_rows": _l("行数超过 %(most)s 行，请分成几个文件。"),
    "table_empty": _l("文件里没有内容。"),
    "table_unreadable_text": _l("文字编码无法识别，请另存为 UTF-8 的 .csv 或 .xlsx。"),
    "table_cell_too_long": _l("第 %(row)s 行有一格文字太长。"),
    "table_column_missing": _l("缺少“%(column)s”这一列。"),
    "table_column_twice": _l("“%(column)s”这一列出现了两次。"),
    "table_rows_wrong": _l("有 %(n)s 处要改，整个文件都没有导入。"),
}
