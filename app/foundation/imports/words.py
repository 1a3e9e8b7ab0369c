"""What is said of files and cells that cannot be read."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.foundation.wording import register_labels, register_refusals

REFUSALS = {
    "table.empty": _l("这个文件是空的。"),
    "table.large": _l("文件超过 %(megabytes)s MB。请只留要导入的表，或分成几个文件。"),
    "table.old_format": _l(
        "这是旧版 Excel 文件，或设了打开密码。请在表格软件里另存为 xlsx（不设密码）再上传。"
    ),
    "table.broken": _l("文件读不出来，可能没有保存完整。请在表格软件里打开，另存为 xlsx 再上传。"),
    "table.zip": _l("文件解开后太大，没有读取。请把要导入的表复制到一个新文件里再上传。"),
    "table.macros": _l("文件里带有宏。请另存为不带宏的 xlsx 再上传。"),
    "table.links": _l("文件里链接了别的文件。请把数据复制成数值，另存后再上传。"),
    "table.encoding": _l("看不出文件的文字编码。请在表格软件里另存为 xlsx 再上传。"),
    "table.lines": _l("表格超过 %(most)s 行。请删去下面的空行，或分成几个文件。"),
    "table.columns": _l("表格超过 %(most)s 列。请只留要导入的列。"),
    "table.head": _l("没有找到表头。还缺这些列：%(missing)s。可以下载模板对照。"),
    "table.column_twice": _l("有两列都叫“%(column)s”，不知道该用哪一列。请改掉其中一个的列名。"),
    "table.no_rows": _l("表头下面没有数据。"),
    "cell.empty": _l("没有填写。"),
    "cell.long": _l("超过 %(most)s 个字。"),
    "cell.characters": _l("有显示不出来的字符，请重新输入。"),
    "cell.day": _l("看不出是哪一天，请写成 2026-03-20 这样。"),
    "cell.no_such_day": _l("没有这一天。"),
    "cell.yes_no": _l("请填“是”或“否”。"),
    "cell.number": _l("请填 %(least)s 到 %(most)s 之间的整数。"),
    "cell.choice": _l("只能填：%(allowed)s。"),
    "phone.format": _l("电话号码不对。手机是 11 位，固定电话要带区号。"),
    "phone.rounded": _l("电话被表格软件写成了科学计数，后几位已经丢了。请把这一列设为文本后重新输入。"),
    "import.done": _l("这个文件已经导入过了。"),
    "import.forgotten": _l("这次上传已经过了一天，内容已经删除，请重新上传。"),
    "import.faults": _l("这个文件是完整的清单，有一行读不出来就不能导入。请改好后再传。"),
    "import.nothing": _l("没有要导入的行：全部已经在册，或者有问题。"),
}
VERDICTS = {
    "new": _l("新增"),
    "changed": _l("更改"),
    "same": _l("已在册，不变"),
    "refused": _l("有问题，不导入"),
}


def init_app(app: Flask) -> None:
    """Tell the foundation what refusals of tables say."""
    register_refusals(REFUSALS)
    register_labels(
        "import.verdict", VERDICTS, {"new": "ok", "changed": "info", "same": "neutral", "refused": "stop"}
    )
