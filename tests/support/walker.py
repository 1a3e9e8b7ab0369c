"""A person with a browser: visits pages, fills forms by their labels, presses buttons by their words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}


class Walker:
    """One browser. Every page arrived at must be whole, throw no script error, and give axe nothing to say."""

    def __init__(self, context: BrowserContext, scripts: bool = True) -> None:
        self.context = context
        self.scripts = scripts
        self.page: Page = context.new_page()
        self.page.set_default_timeout(8000)
        self.troubles: list[str] = []
        self.visited: set[str] = set()
        self.asked: set[str] = set()
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on(
            "console", lambda message: self._note(message.type, f"{message.text} {message.location}")
        )

    def _note(self, kind: str, text: str) -> None:
        if kind == "error" and "422" not in text:
            self.troubles.append(text)

    def visit(self, path: str) -> Walker:
        answer = self.page.goto(path)
        assert answer is not None and answer.ok, f"{path}: {answer and answer.status}"
        return self.check()

    def sign_in(self, username: str, password: str) -> Walker:
        """Sign in as somebody, signing out whoever was there."""
        self.context.clear_cookies()
        self.visit("/sign-in")
        self.fill({"账号或手机号": username, "密码": password})
        return self.press("登录")

    def fill(self, answers: Mapping[str, str]) -> Walker:
        """Fill fields by their labels (exactly); a select takes the text of its option."""
        for label, answer in answers.items():
            field = self.field(label)
            if field.evaluate("e => e.tagName") == "SELECT" if self.scripts else _is_select(field):
                field.select_option(label=answer)
            else:
                field.fill(answer)
        return self

    def choose(self, *labels: str) -> Walker:
        """Tick radios or boxes by their labels."""
        for label in labels:
            self.field(label).check(force=True)
        return self

    def choose_everywhere(self, label: str) -> Walker:
        """Tick every radio or box with this label: one answer to all questions."""
        for option in self.page.locator("#main").get_by_label(label, exact=True).all():
            option.check(force=True)
        return self

    def choose_for(self, group: str, label: str) -> Walker:
        """Tick the option with this label in the group whose legend begins with ``group``."""
        legend = self.page.locator("fieldset").filter(
            has=self.page.locator("legend", has_text=re.compile(rf"^\s*{re.escape(group)}"))
        )
        legend.last.get_by_label(label, exact=True).check(force=True)
        return self

    def choose_value(self, name: str, value: str) -> Walker:
        """Tick the option of a named group by its value."""
        self.page.locator(f'#main [name="{name}"][value="{value}"]').check(force=True)
        return self

    def fill_named(self, answers: Mapping[str, str]) -> Walker:
        """Fill fields of repeated lines by their names."""
        for name, answer in answers.items():
            self.page.locator(f'#main [name="{name}"]').fill(answer)
        return self

    def field(self, label: str) -> Locator:
        """The field with this label, optional or not."""
        words = re.compile(rf"^\s*{re.escape(label)}\s*(（选填）)?\s*$")
        return self.page.locator("#main").get_by_label(words).first

    def press(self, words: str) -> Walker:
        """Press the button that begins with these words and look at the page that comes."""
        button = re.compile(rf"^\s*{re.escape(words)}")
        self.page.locator("#main").get_by_role("button", name=button).first.click()
        self.page.wait_for_load_state("load")
        return self.check()

    def follow(self, words: str) -> Walker:
        """Follow the link that begins with these words."""
        link = re.compile(rf"^\s*{re.escape(words)}")
        self.page.locator("#main a").filter(has_text=link).first.click()
        self.page.wait_for_load_state("load")
        return self.check()

    def sees(self, *texts: str) -> Walker:
        shown = self.page.locator("body").inner_text()
        for text in texts:
            assert text in shown, f"{self.page.url} does not say {text!r}:\n{shown}"
        return self

    def check(self) -> Walker:
        """The page is whole and fits its width; axe finds no violation on a page it has not seen yet."""
        assert self.page.locator("h1").count() == 1, self.page.url
        assert not self.troubles, (self.page.url, self.troubles)
        if self.scripts:
            width = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert width <= 0, f"{self.page.url} is {width} px too wide"
            self._ask_axe(self._looks())
        self.visited.add(self.page.url)
        return self

    def _looks(self) -> str:
        """The same for pages alike but for their record: address without slugs, headings, buttons."""
        parts = self.page.locator("h1, h2, legend, .govuk-error-message, main button").all_inner_texts()
        path = re.sub(r"/[2-9a-z]{10}(?=/|$)", "/*", urlsplit(self.page.url).path)
        return "|".join([path, *parts])

    def _ask_axe(self, looks: str) -> None:
        if looks in self.asked:
            return
        results = Axe().run(self.page, options=RULES)
        assert results.violations_count == 0, f"{self.page.url}\n{results.generate_report()}"
        self.troubles.clear()  # axe tries inline styles, which the page's policy refuses
        self.asked.add(looks)


def _is_select(field: Locator) -> bool:
    return field.get_attribute("role") == "combobox" or "govuk-select" in (field.get_attribute("class") or "")
