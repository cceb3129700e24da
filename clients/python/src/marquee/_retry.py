"""Whether a call is sent again, and when."""

from __future__ import annotations

from collections.abc import Callable

from .errors import MarqueeError

LONGEST_WAIT_S = 30.0
"""Nobody waits longer inside of one call."""


def retry_delay_s(
    error: MarqueeError, is_repeatable: bool, attempt: int, random: Callable[[], float]
) -> float | None:
    """Seconds to wait before a call is sent again; None: it is not.

    Sent again are calls that were never handled (429) and those that may be handled twice after no
    answer or a 503; a 429 or 503 only when the service says after what time.

    Args:
        attempt: Attempts made so far, from 1.
    """
    if error.code in ("unreachable", "timeout"):
        return backoff_s(attempt, random) if is_repeatable else None
    if error.status != 429 and not (error.status == 503 and is_repeatable):
        return None
    if error.retry_after_s is None or error.retry_after_s > LONGEST_WAIT_S:
        return None
    return error.retry_after_s


def backoff_s(failures: int, random: Callable[[], float]) -> float:
    """Doubling from a quarter of a second to ten, the upper half of it by chance."""
    whole = min(10.0, 0.25 * 2.0 ** min(failures - 1, 30))
    return whole * (0.5 + random() / 2)
