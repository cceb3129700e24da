"""How a call gets to the service and its answer back, by the standard library alone."""

from __future__ import annotations

import http.client
import random
import ssl
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, Union
from urllib.error import HTTPError, URLError
from urllib.request import Request

from ._answers import error_of, read_json
from ._encoding import Moment as Moment
from ._encoding import json_bytes, json_lines, query_text
from ._encoding import segment as segment
from ._files import Download, FileTarget, save
from ._opener import make_opener
from ._retry import retry_delay_s
from ._version import __version__
from .errors import MarqueeError, UnavailableError

Credential = Union[str, Callable[[], str]]
"""A key or token, or what gives one before every call: so that a token can be renewed."""

T = TypeVar("T")


class Transport:
    """Sends calls, again where that is safe, and reads what is answered."""

    def __init__(
        self,
        base_url: str,
        key: Credential,
        *,
        timeout_s: float = 30.0,
        retries: int = 2,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        if not base_url.startswith(("http://", "https://")):
            raise ValueError(f"{base_url!r} is no address such as https://marquee.example.")
        self.base_url = base_url.rstrip("/")
        self.timeout_s = timeout_s
        self.retries = retries
        self._key = key
        self._opener = make_opener(ssl_context)
        self._sleep: Callable[[float], None] = time.sleep
        self._random: Callable[[], float] = random.random

    def _call(
        self,
        operation: str,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        fields: Mapping[str, Any] | None = None,
        body: Any = None,
        body_type: str = "application/json",
        if_match: str | None = None,
        idempotency_key: str | None = None,
        is_repeatable: bool | None = None,
    ) -> Any:
        """Sends an operation and returns its answer; `fields` are a body without what is None."""
        headers = _without_none({"If-Match": if_match, "Idempotency-Key": idempotency_key})
        data: bytes | Iterable[bytes] | None = None
        is_one_time = False
        if fields is not None:
            body = _without_none(fields)
        if body is not None:
            headers["Content-Type"] = body_type
            is_lines = body_type == "application/x-ndjson"
            # What is taken as it is sent cannot be taken again.
            is_one_time = is_lines and iter(body) is body
            data = json_lines(body) if is_lines else json_bytes(body)
        if is_repeatable is None:
            is_repeatable = method in ("GET", "PUT", "DELETE") or idempotency_key is not None
        # Sent again after it was taken, a change on condition would be refused by its own first self.
        is_repeatable = is_repeatable and if_match is None

        def request() -> Request:
            sent = (
                json_lines(body)
                if body_type == "application/x-ndjson" and body is not None
                else data
            )
            url = f"{self.base_url}{path}{query_text(query or {})}"
            return Request(url, data=sent, method=method, headers=headers)

        def read(response: http.client.HTTPResponse) -> Any:
            return read_json(response.read(), response.headers, operation, response.status)

        return self._send(
            operation, request, read, is_repeatable, 0 if is_one_time else self.retries
        )

    def _download(
        self,
        operation: str,
        path: str,
        to_file: FileTarget,
        *,
        query: Mapping[str, Any],
        accept: str | None = None,
    ) -> Download:
        """Sends a question and keeps the answer as a file."""
        headers = _without_none({"Accept": accept})
        # What was written to an open file cannot be taken back: there is one attempt.
        retries = 0 if hasattr(to_file, "write") else self.retries
        url = f"{self.base_url}{path}{query_text(query)}"
        return self._send(
            operation,
            lambda: Request(url, headers=headers),
            lambda it: save(it, to_file),
            True,
            retries,
        )

    def _send(
        self,
        operation: str,
        request: Callable[[], Request],
        read: Callable[[http.client.HTTPResponse], T],
        is_repeatable: bool,
        retries: int,
    ) -> T:
        attempt = 1
        while True:
            try:
                return self._send_once(operation, request(), read)
            except MarqueeError as error:
                delay_s = retry_delay_s(error, is_repeatable, attempt, self._random)
                if delay_s is None or attempt > retries:
                    raise
                self._sleep(delay_s)
                attempt += 1

    def _send_once(
        self, operation: str, request: Request, read: Callable[[http.client.HTTPResponse], T]
    ) -> T:
        key = self._key() if callable(self._key) else self._key
        request.add_header("Authorization", f"Bearer {key}")
        request.add_header("User-Agent", f"marquee-python/{__version__}")
        try:
            try:
                with self._opener.open(request, timeout=self.timeout_s) as response:
                    return read(response)
            except HTTPError as error:
                with error:
                    raise error_of(error.code, error.headers, error.read(), operation) from None
        except (
            URLError,
            http.client.HTTPException,
            ConnectionError,
            TimeoutError,
            ssl.SSLError,
        ) as cause:
            reason = getattr(cause, "reason", cause)
            if isinstance(reason, TimeoutError):
                message = f"No answer within {self.timeout_s:g} s."
                raise UnavailableError(message, "timeout", operation=operation) from cause
            message = f"No answer from {self.base_url} ({reason}): is the service running there?"
            raise UnavailableError(message, "unreachable", operation=operation) from cause


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def new_key() -> str:
    """An Idempotency-Key that nobody had before."""
    return str(uuid.uuid4())
