"""Lists that come in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


def each_of(page_after: Callable[[str | None], Any]) -> Iterator[Any]:
    """Every item of every page, each page asked for when it is reached."""
    cursor: str | None = None
    while True:
        page = page_after(cursor)
        yield from page["items"]
        cursor = page["nextCursor"]
        if cursor is None:
            return
