"""The one exception a rule raises."""

from __future__ import annotations


class RuleViolation(Exception):
    """A rule of the field refuses what was asked.

    ``code`` names the rule ("fund.overcommitted"), ``field`` the form field it concerns if there is one,
    ``params`` what the message needs. Texts live with the interface, never here.
    """

    def __init__(self, code: str, field: str | None = None, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params

    def __str__(self) -> str:
        return self.code
