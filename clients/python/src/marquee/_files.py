"""Answers that are kept as files."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from http.client import HTTPResponse, IncompleteRead
from pathlib import Path
from typing import BinaryIO, Literal, Union

FileTarget = Union[str, "os.PathLike[str]", BinaryIO]
FileFormat = Literal["parquet", "csv", "ndjson"]

_CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True)
class Download:
    """A file that came.

    Attributes:
        path: Where it is; None when it was written to an open file.
        size_bytes: How long it is.
        complete: Whether all that was asked for is in it.
        next_cursor: What to go on with; None when nothing is left.
        scanned_to: Impressions alone: down to which time all was looked at.
    """

    path: Path | None
    size_bytes: int
    complete: bool
    next_cursor: str | None
    scanned_to: str | None


def save(response: HTTPResponse, target: FileTarget) -> Download:
    """Writes an answer to a file, some hundred KB at a time. A path gets it whole or not at all."""
    if not isinstance(target, (str, os.PathLike)):
        return _told(response, None, _copy(response, target))
    path = Path(target)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            size_bytes = _copy(response, file)
        # A temporary file is its owner's alone; this one is as any that the owner makes.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return _told(response, path, size_bytes)


def _copy(response: HTTPResponse, file: BinaryIO) -> int:
    """How many bytes came. Raises IncompleteRead when the answer said that there would be more."""
    length = response.headers.get("content-length")
    size_bytes = 0
    while chunk := response.read(_CHUNK_BYTES):
        file.write(chunk)
        size_bytes += len(chunk)
    if length is not None and size_bytes != int(length):
        raise IncompleteRead(b"", int(length) - size_bytes)
    return size_bytes


def _told(response: HTTPResponse, path: Path | None, size_bytes: int) -> Download:
    headers = response.headers
    return Download(
        path=path,
        size_bytes=size_bytes,
        complete=headers.get("marquee-complete", "true") == "true",
        next_cursor=headers.get("marquee-next-cursor"),
        scanned_to=headers.get("marquee-scanned-to"),
    )
