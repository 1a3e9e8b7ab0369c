"""`make messages` collects the texts of the interface into the English catalogues; `--check` only compares.

Message ids are the Chinese texts. Each room has a catalogue of its own in translations/en/LC_MESSAGES,
named like the room; a text that belongs to no room is in messages.po. A text is translated once, in
whichever catalogue has it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
COMMON = "messages"
NOT_ROOMS = ("domain", "foundation", "components", "errors")
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
METHODS = {".py": "python", ".html": "jinja2", ".txt": "jinja2"}


class Text(NamedTuple):
    """What identifies a text."""

    chinese: str
    context: str | None


Texts = dict[Text, tuple[str, Message]]
Catalogues = dict[str, Catalog]


def _identity(message: Message) -> Text:
    chinese = message.id if isinstance(message.id, str) else message.id[0]
    return Text(chinese, message.context)


def _domain(path: Path) -> str:
    """`app/fair/views.py` belongs to `fair`, as `templates/fair/…` does; `templates/base.html` to no room."""
    return COMMON if len(path.parts) < 3 or path.parts[1] in NOT_ROOMS else path.parts[1]


def collect(root: Path) -> Texts:
    """Every text of the interface, with the catalogue that it belongs to."""
    found: Texts = {}
    paths = [path for folder in ("app", "templates") for path in (root / folder).rglob("*")]
    for path in sorted(path for path in paths if path.suffix in METHODS):
        domain = _domain(path.relative_to(root))
        for _, ids, comments, context in extract_from_file(METHODS[path.suffix], path, keywords=KEYWORDS):
            message = Message(ids, context=context, user_comments=comments)
            known = found.get(_identity(message))
            if known is None or domain == COMMON:
                found[_identity(message)] = (domain, message)
    return found


def load(folder: Path) -> Catalogues:
    """The English catalogues by name."""
    catalogues = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            catalogues[path.stem] = read_po(file, locale="en", domain=path.stem)
    return catalogues


def _entries(catalogues: Catalogues) -> Iterator[tuple[str, Message]]:
    for name, catalogue in catalogues.items():
        yield from ((name, message) for message in catalogue if message.id)


def problems(texts: Texts, catalogues: Catalogues) -> list[str]:
    """What keeps the English from being complete, one line each."""
    lines = []
    english: dict[Text, tuple[str, Message]] = {}
    for name, message in _entries(catalogues):
        text = _identity(message)
        before = english.setdefault(text, (name, message))
        if text not in texts:
            lines.append(f"{name}.po: no page says this any more: {text.chinese}")
        elif before[1].string != message.string:
            lines.append(f"{name}.po: translated differently in {before[0]}.po: {text.chinese}")
        if all(_strings(message)):
            lines += [f"{name}.po: {error}: {text.chinese}" for error in message.check(catalogues[name])]
    for text, (domain, _) in texts.items():
        known = english.get(text)
        if known is None:
            lines.append(f"{domain}.po: missing: {text.chinese}")
        elif known[1].fuzzy or not all(_strings(known[1])):
            lines.append(f"{known[0]}.po: not translated: {text.chinese}")
    return lines


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def update(texts: Texts, catalogues: Catalogues) -> set[str]:
    """Adds what is new, drops what is gone; returns the names of the catalogues that changed."""
    changed = set()
    for name, message in list(_entries(catalogues)):
        if _identity(message) not in texts:
            catalogues[name].delete(message.id, message.context)
            changed.add(name)
    known = {_identity(message) for _, message in _entries(catalogues)}
    for text, (domain, message) in texts.items():
        if text not in known:
            catalogue = catalogues.setdefault(domain, Catalog(locale="en", domain=domain, fuzzy=False))
            catalogue.add(message.id, context=message.context, user_comments=message.user_comments)
            changed.add(domain)
    return changed


def save(folder: Path, catalogues: Catalogues, names: set[str]) -> None:
    """Writes the named catalogues, without line numbers, so that moving code changes none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in sorted(names):
        with (folder / f"{name}.po").open("wb") as file:
            write_po(file, catalogues[name], width=100, no_location=True)
        print(f"→ {name}.po")


def main(arguments: list[str]) -> int:
    folder = ROOT / "translations" / "en" / "LC_MESSAGES"
    texts, catalogues = collect(ROOT), load(folder)
    if "--check" not in arguments:
        save(folder, catalogues, update(texts, catalogues))
    found = problems(texts, catalogues)
    print(
        "\n".join(found) or f"All {len(texts)} texts have their English.",
        file=sys.stderr if found else sys.stdout,
    )
    if found:
        print(f"{len(found)} texts to see to: run 'make messages', then translate.", file=sys.stderr)
    return int(bool(found) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
