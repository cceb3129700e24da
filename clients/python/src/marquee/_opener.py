"""Connections of urllib's, as an API wants them."""

from __future__ import annotations

import contextlib
import http.client
import ssl
from typing import Any
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    build_opener,
)


def make_opener(ssl_context: ssl.SSLContext | None) -> OpenerDirector:
    """Follows no redirects, and hears an answer that came before all was sent."""
    return build_opener(_NoRedirects, _Http, _Https(context=ssl_context))


class _NoRedirects(HTTPRedirectHandler):
    """The key is for this address alone: it does not follow to another."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


class _AnswerFirst:
    """A service that refuses a long body says why and hangs up: what it said is read all the same."""

    def endheaders(self, message_body: Any = None, *, encode_chunked: bool = False) -> None:
        # Where nothing was said, reading the answer fails next.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            super().endheaders(message_body, encode_chunked=encode_chunked)  # type: ignore[misc]


class _Connection(_AnswerFirst, http.client.HTTPConnection):
    pass


class _SecureConnection(_AnswerFirst, http.client.HTTPSConnection):
    pass


class _Http(HTTPHandler):
    def do_open(self, http_class: Any, req: Any, **http_conn_args: Any) -> Any:
        return super().do_open(_Connection, req, **http_conn_args)


class _Https(HTTPSHandler):
    def do_open(self, http_class: Any, req: Any, **http_conn_args: Any) -> Any:
        return super().do_open(_SecureConnection, req, **http_conn_args)
