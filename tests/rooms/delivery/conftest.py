"""The stage on which the pages are asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from tests.factories import make_street
from tests.support.delivery import make_delivering
from tests.support.delivery_pages import NOW, Stage
from tests.support.people import Sign


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def stage(app: Flask, sign: Sign, clock: time_machine.Coordinates) -> Stage:
    world = make_street()
    return Stage(world, make_delivering(world, kind="on_request"), sign)
