"""The client."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ._operations import Operations

if TYPE_CHECKING:
    from .types import Page, PageRow


class Client(Operations):
    """Every operation of a Marquee service as a method: ``client.get_home("u1", surface="tv")``.

    What a path names comes first; anything else is named. A POST takes the fields of its body as
    arguments; PUT and PATCH take the document, in which None means something. Answers are
    dictionaries with the names that the service's documentation has (see `marquee.types`), and
    None that is given as an argument is as if it were not.

    A call is sent again only where that is safe: after no answer or a 503 that says when, if doing
    it twice does what doing it once does; after a 429 that says when, always. Errors are
    `marquee.MarqueeError`.

    It may be shared by threads.

    Args:
        base_url: Of the service: ``https://marquee.example``.
        key: A key (mq_...) or a user token, or what gives one before every call.
        timeout_s: For the service to answer, and between parts of an answer.
        retries: Attempts beside the first.
        ssl_context: For certificates of your own.
    """

    @classmethod
    def from_env(cls) -> Client:
        """From MARQUEE_URL (http://127.0.0.1:8080 when absent) and MARQUEE_KEY."""
        key = os.environ.get("MARQUEE_KEY")
        if not key:
            raise ValueError("MARQUEE_KEY is not set: `npm start` prints a key of each role.")
        return cls(os.environ.get("MARQUEE_URL", "http://127.0.0.1:8080"), key)

    def with_options(self, *, timeout_s: float | None = None, retries: int | None = None) -> Client:
        """The same client with other patience: ``client.with_options(timeout_s=120)``."""
        other = copy.copy(self)
        if timeout_s is not None:
            other.timeout_s = timeout_s
        if retries is not None:
            other.retries = retries
        return other

    def iter_next_pages(self, page: Page) -> Iterator[Page]:
        """The pages that go on with a page, each asked for when it is reached.

        Each is a decision of its own, by whose impression ids its items are known.
        """
        token = page["next"]
        while token is not None:
            following = self.get_next_rows(token)
            yield following
            token = following["next"]

    def iter_next_items(self, row: PageRow) -> Iterator[PageRow]:
        """More of a row, on whichever page it stood, each part asked for when it is reached."""
        token = row["next"]
        while token is not None:
            rows = self.get_next_items(token)["rows"]
            if not rows:
                return
            yield rows[0]
            token = rows[0]["next"]

    def __repr__(self) -> str:
        # Without the key: this is what ends up in logs and notebooks.
        return f"Client({self.base_url!r})"
