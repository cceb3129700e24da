"""Between Python's values and the texts of HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Union
from urllib.parse import quote, urlencode

Moment = Union[datetime, str]
"""A datetime that knows its zone, or RFC 3339 with an offset."""


def segment(value: str) -> str:
    """A part of a path. Raises ValueError for nothing: another route would be meant."""
    if not value:
        raise ValueError("An id of the path is empty.")
    return quote(str(value), safe="")


def query_text(query: Mapping[str, Any]) -> str:
    """``?a=1&b=2`` without what is None; nothing for nothing. Lists come as one name several times."""
    pairs = [
        (name, text_of(one))
        for name, value in query.items()
        if value is not None
        for one in each(value)
    ]
    return f"?{urlencode(pairs)}" if pairs else ""


def json_bytes(body: Any) -> bytes:
    """JSON in UTF-8. Takes datetimes and numpy's numbers, too; refuses NaN, which JSON has not."""
    return json.dumps(body, default=plain, allow_nan=False, ensure_ascii=False).encode()


def json_lines(lines: Iterable[Any]) -> Iterable[bytes]:
    """NDJSON, some hundred lines at a time, taken only as they are sent."""
    waiting: list[bytes] = []
    for line in lines:
        waiting.append(json_bytes(line) + b"\n")
        if len(waiting) == 500:
            yield b"".join(waiting)
            waiting.clear()
    if waiting:
        yield b"".join(waiting)


def each(value: Any) -> Iterable[Any]:
    """A text is one value and no list of letters."""
    if isinstance(value, (str, bytes, datetime)) or not isinstance(value, Iterable):
        return (value,)
    return value


def text_of(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return moment_text(value) if isinstance(value, datetime) else str(value)


def moment_text(moment: datetime) -> str:
    """Raises ValueError for a datetime without a zone: it could be meant in any."""
    if moment.utcoffset() is None:
        raise ValueError(
            f"{moment!r} has no time zone: give it one, such as datetime.timezone.utc."
        )
    return moment.isoformat()


def plain(value: Any) -> Any:
    """What json cannot write by itself."""
    if isinstance(value, datetime):
        return moment_text(value)
    # A number of numpy's is one of Python's inside.
    if hasattr(value, "item") and not isinstance(value, (list, dict)):
        return value.item()
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON.")
