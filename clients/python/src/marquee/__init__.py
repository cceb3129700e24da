"""A client for Marquee, content recommendation for streaming apps.

>>> import marquee
>>> client = marquee.Client("http://127.0.0.1:8080", key="mq_...")
>>> for row in client.get_report("ctr", by=["row"]):
...     print(row["row_id"], row["ctr"], row["ctr_ci95"])
"""

from . import types
from ._answers import etag_of, request_id_of
from ._files import Download
from ._version import __version__
from .client import Client
from .errors import (
    AuthenticationError,
    ChangedError,
    ConflictError,
    InvalidRequestError,
    MarqueeError,
    NotFoundError,
    RateLimitedError,
    UnavailableError,
)
from .report import Report

__all__ = [
    "AuthenticationError",
    "ChangedError",
    "Client",
    "ConflictError",
    "Download",
    "InvalidRequestError",
    "MarqueeError",
    "NotFoundError",
    "RateLimitedError",
    "Report",
    "UnavailableError",
    "__version__",
    "etag_of",
    "request_id_of",
    "types",
]
