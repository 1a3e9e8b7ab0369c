"""The collector of the interface's texts, on a project of three files."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import messages


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in {
        "app/fair/views.py": "_('展位')\nlazy_gettext('提问')\n",
        "templates/fair/booth.html": "{{ _('展位') }}{{ ngettext('%(num)s 条', '%(num)s 条', 2) }}",
        "templates/base.html": "{% trans %}首页{% endtrans %}",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def _translate(catalogues: messages.Catalogues, english: dict[str, str | tuple[str, str]]) -> None:
    for _, message in messages._entries(catalogues):
        message.string = english[messages._identity(message).chinese]


ENGLISH: dict[str, str | tuple[str, str]] = {
    "展位": "Booth",
    "提问": "Ask",
    "%(num)s 条": ("%(num)s entry", "%(num)s entries"),
    "首页": "Home",
}


def test_texts_go_to_the_catalogue_of_their_room(project: Path) -> None:
    homes = {text.chinese: home for text, (home, _) in messages.collect(project).items()}
    assert homes == {"展位": "fair", "提问": "fair", "%(num)s 条": "fair", "首页": "messages"}


def test_a_complete_translation_has_no_problems_also_after_writing_and_reading(project: Path) -> None:
    texts, catalogues = messages.collect(project), {}
    changed = messages.update(texts, catalogues)
    _translate(catalogues, ENGLISH)
    messages.save(project / "po", catalogues, changed)
    again = messages.load(project / "po")
    assert messages.problems(texts, again) == []
    assert messages.update(texts, again) == set()


@pytest.mark.parametrize(
    ("chinese", "english", "said"),
    [
        ("提问", "", "not translated"),
        ("%(num)s 条", ("%(num)s entry", ""), "not translated"),
        ("%(num)s 条", ("%(n)s entry", "%(n)s entries"), "placeholder"),
    ],
)
def test_incomplete_translations_are_found(
    project: Path, chinese: str, english: str | tuple[str, str], said: str
) -> None:
    texts, catalogues = messages.collect(project), {}
    messages.update(texts, catalogues)
    _translate(catalogues, {**ENGLISH, chinese: english})
    found = messages.problems(texts, catalogues)
    assert found and all(chinese in line for line in found)
    assert any(said in line for line in found), found


def test_texts_that_are_new_or_gone_are_found_and_mended(project: Path) -> None:
    texts, catalogues = messages.collect(project), {}
    messages.update(texts, catalogues)
    _translate(catalogues, ENGLISH)
    (project / "app/fair/views.py").write_text("_('报价')\n", encoding="utf-8")
    texts = messages.collect(project)
    assert sorted(messages.problems(texts, catalogues)) == [
        "fair.po: missing: 报价",
        "fair.po: no page says this any more: 提问",
    ]
    assert messages.update(texts, catalogues) == {"fair"}
    assert messages.problems(texts, catalogues) == ["fair.po: not translated: 报价"]
