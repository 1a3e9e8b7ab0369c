"""A vote is taken about as fast while organisations register as fast as they can as when nobody does.

Hashing a password takes some hundredths of a second on purpose; were it done inside the write transaction, every vote
would wait behind every registration. Both are measured in one run, the quiet one before and after the flood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count
from statistics import median
from threading import Event, Thread
from time import perf_counter
from urllib.parse import urlencode

import pytest

from tests.bench.pages.server import served
from tests.bench.pages.views import VIEWS, Place
from tests.bench.pages.visitors import HttpVisitor
from tests.support.organisations import make_uscc

AT_ONCE, TURNS, MOST = 4, 31, 10.0
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
UNLIMITED = "999999 999999 999999"
_numbers = count(5_000_000)


def test_registrations_do_not_hold_up_a_vote(
    places: Mapping[str, Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIMIT_REGISTRATION", UNLIMITED)
    vote = next(view for view in VIEWS if view.votes)
    with served(places["few"]) as port:
        before = _times(HttpVisitor(places["few"], vote, port))
        with _flood(port) as taken:
            flooded = _times(HttpVisitor(places["few"], vote, port))
        after = _times(HttpVisitor(places["few"], vote, port))
    quiet, loud = median(before + after), median(flooded)
    told = f"{len(taken)} registrations, vote {quiet:.1f} ms quiet, {loud:.1f} ms flooded, {loud / quiet:.2f}"
    print(f"\n{told}; slowest {max(flooded):.0f} ms")
    assert len(taken) >= TURNS, "there was no flood"
    assert loud / quiet <= MOST


def _times(voter: HttpVisitor) -> list[float]:
    """Milliseconds of so many votes."""
    voter.look()
    times = []
    for _ in range(TURNS):
        start = perf_counter()
        voter.look()
        times.append((perf_counter() - start) * 1000)
    return times


@contextmanager
def _flood(port: int) -> Iterator[list[int]]:
    """So many machines that register organisations one after another; the list holds those that were taken."""
    over, taken = Event(), list[int]()
    threads = [Thread(target=_register, args=(port, over, taken), daemon=True) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    while not taken and any(thread.is_alive() for thread in threads):
        over.wait(0.01)
    try:
        yield taken
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _register(port: int, over: Event, taken: list[int]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/organisations/register")
    answer = connection.getresponse()
    cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
    found = TOKEN.search(answer.read().decode())
    assert found is not None
    while not over.is_set():
        number = next(_numbers)
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        form = urlencode({**_organisation(number), "csrf_token": found[1]})
        connection.request("POST", "/organisations/register", form, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 302 or answer.status == 303, answer.status
        taken.append(number)


def _organisation(number: int) -> dict[str, str]:
    return {
        "name": f"第{number}互助社",
        "org_type": "service_agency",
        "uscc": make_uscc(number),
        "contact_name": "张联系",
        "phone": "13812345678",
        "username": f"member{number}x",
        "password": "槐花开满了一整条街",
    }
