"""Answers of the service, and its errors, as they come by HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any

from .errors import MarqueeError, error_of_status


class Answered(dict[str, Any]):
    """A dictionary that remembers what its headers said."""

    etag: str | None = None
    request_id: str | None = None


def etag_of(answer: Mapping[str, Any]) -> str:
    """The version of an object as it was read or written, for ``if_match``.

    Raises ValueError when there is none: a change on no condition would overwrite what others did.
    """
    etag = getattr(answer, "etag", None)
    if not isinstance(etag, str):
        raise ValueError("It has no ETag: give what a method such as get_pin returned, itself.")
    return etag


def request_id_of(answer: Mapping[str, Any]) -> str | None:
    """What the service's log knows the request by."""
    request_id: str | None = getattr(answer, "request_id", None)
    return request_id


def read_json(body: bytes, headers: Message, operation: str, status: int) -> Any:
    """The answer; None for no content."""
    if status == 204:
        return None
    try:
        answer = json.loads(body)
    except ValueError as cause:
        message = "The answer is not JSON: is this the address of the service?"
        raise MarqueeError(message, "invalid-answer", status, operation=operation) from cause
    if not isinstance(answer, dict):
        return answer
    told = Answered(answer)
    told.etag = headers.get("etag")
    told.request_id = headers.get("x-request-id")
    return told


def error_of(status: int, headers: Message, body: bytes, operation: str) -> MarqueeError:
    """The problem that an answer of another status than 2xx carries; made from the status where a proxy spoke instead."""
    try:
        problem = json.loads(body)
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {}
    message = problem.get("detail") or f"The answer was status {status}."
    if 300 <= status < 400:
        message = f"The answer leads to {headers.get('location')}: give that address to the client if it is the service."
    return error_of_status(status)(
        message,
        problem.get("code") or ("unavailable" if status >= 500 else "invalid-answer"),
        status,
        problem.get("requestId") or headers.get("x-request-id"),
        retry_after_s(headers),
        operation,
    )


def retry_after_s(headers: Message) -> float | None:
    """Retry-After in seconds, or as a date: then counted from the answer's own Date, so that no clock has to be right."""
    text = (headers.get("retry-after") or "").strip()
    if text.isdigit() and len(text) < 10:
        return float(text)
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(headers.get("date") or "")
    except (TypeError, ValueError):
        return None
    return max(0.0, wait.total_seconds())
