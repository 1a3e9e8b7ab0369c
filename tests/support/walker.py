"""A person with a browser: visits pages, fills forms by their labels, presses buttons by their words."""

from __future__ import annotations

from collections.abc import Mapping

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}


class Walker:
    """One browser. Every page arrived at must be whole, throw no script error, and give axe nothing to say."""

    def __init__(self, context: BrowserContext, scripts: bool = True) -> None:
        self.context = context
        self.scripts = scripts
        self.page: Page = context.new_page()
        self.troubles: list[str] = []
        self.checked: set[str] = set()
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
            field = self.page.locator("#main").get_by_label(label, exact=True).first
            if field.evaluate("e => e.tagName") == "SELECT" if self.scripts else _is_select(field):
                field.select_option(label=answer)
            else:
                field.fill(answer)
        return self

    def choose(self, *labels: str) -> Walker:
        """Tick radios or boxes by their labels."""
        for label in labels:
            self.page.locator("#main").get_by_label(label, exact=True).first.check(force=True)
        return self

    def press(self, words: str) -> Walker:
        """Press the button with these words and look at the page that comes."""
        self.page.locator("#main").get_by_role("button", name=words, exact=True).first.click()
        self.page.wait_for_load_state("load")
        return self.check()

    def follow(self, words: str) -> Walker:
        """Follow the link with these words."""
        self.page.locator("#main").get_by_role("link", name=words, exact=True).first.click()
        self.page.wait_for_load_state("load")
        return self.check()

    def sees(self, *texts: str) -> Walker:
        shown = self.page.locator("body").inner_text()
        for text in texts:
            assert text in shown, f"{self.page.url} does not say {text!r}:\n{shown}"
        return self

    def check(self) -> Walker:
        """The page is whole, fits its width, and axe finds no violation."""
        assert self.page.locator("h1").count() == 1, self.page.url
        assert not self.troubles, (self.page.url, self.troubles)
        if self.scripts:
            width = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert width <= 0, f"{self.page.url} is {width} px too wide"
            results = Axe().run(self.page, options=RULES)
            assert results.violations_count == 0, f"{self.page.url}\n{results.generate_report()}"
            self.troubles.clear()  # axe tries inline styles, which the page's policy refuses
        self.checked.add(self.page.url)
        return self


def _is_select(field: Locator) -> bool:
    return field.get_attribute("role") == "combobox" or "govuk-select" in (field.get_attribute("class") or "")
