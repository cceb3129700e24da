"""What goes wrong, as exceptions: ``except marquee.NotFoundError``."""

from __future__ import annotations


class MarqueeError(Exception):
    """A call that did not do what it should have done.

    Attributes:
        message: What went wrong and what to do, in a sentence.
        code: The service's code, such as ``unknown-item`` (they only ever grow in number), or the
            client's own: ``unreachable``, ``timeout``, ``invalid-answer``.
        status: Of HTTP; 0 when no answer came.
        request_id: For the service's own log; None when no answer came.
        retry_after_s: How long the service asks to be left alone; None when it did not say.
        operation: The method that was called.
    """

    def __init__(
        self,
        message: str,
        code: str,
        status: int = 0,
        request_id: str | None = None,
        retry_after_s: float | None = None,
        operation: str = "",
    ) -> None:
        super().__init__(message, code, status, request_id, retry_after_s, operation)
        self.message = message
        self.code = code
        self.status = status
        self.request_id = request_id
        self.retry_after_s = retry_after_s
        self.operation = operation

    def __str__(self) -> str:
        facts = [self.code]
        if self.status:
            facts.append(str(self.status))
        if self.request_id:
            facts.append(f"request {self.request_id}")
        return f"{self.operation}: {self.message} ({', '.join(facts)})"


class InvalidRequestError(MarqueeError):
    """400, 413, 415: the request is not what the operation takes; `message` says what is wrong."""


class AuthenticationError(MarqueeError):
    """401, 403: the key is unknown, or its role may not do this."""


class NotFoundError(MarqueeError):
    """404, 410: there is no such object, or no longer."""


class ConflictError(MarqueeError):
    """409: it is there already, or its state does not allow it."""


class ChangedError(MarqueeError):
    """412: somebody changed the object since its ETag was read. Read it again and decide anew."""


class RateLimitedError(MarqueeError):
    """429: too many requests for this key, after the client has waited as it was told."""


class UnavailableError(MarqueeError):
    """Nobody answered, not in time, or the service could not (5xx)."""


def error_of_status(status: int) -> type[MarqueeError]:
    """The class of an answer's error."""
    if status >= 500:
        return UnavailableError
    return _BY_STATUS.get(status, MarqueeError)


_BY_STATUS: dict[int, type[MarqueeError]] = {
    400: InvalidRequestError,
    401: AuthenticationError,
    403: AuthenticationError,
    404: NotFoundError,
    409: ConflictError,
    410: NotFoundError,
    412: ChangedError,
    413: InvalidRequestError,
    415: InvalidRequestError,
    429: RateLimitedError,
}
