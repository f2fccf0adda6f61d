"""Digests of a file, as listings and servers give them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Literal

import msgspec

__all__ = ["Digest", "digest_of", "representation_digest"]

Algorithm = Literal["git-blob", "sha-256", "sha-512"]

_FIELD = re.compile(r"(sha-256|sha-512)=:([A-Za-z0-9+/=]+):")


class Digest(msgspec.Struct, frozen=True):
    """A digest in lower-case hexadecimal; "git-blob" is Git's name of a file's content (SHA-1)."""

    algorithm: Algorithm
    value: str


def digest_of(algorithm: Algorithm, data: bytes) -> Digest:
    """Return the digest of *data*.

    >>> digest_of("git-blob", b"").value
    'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    """
    if algorithm == "git-blob":  # https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
        value = hashlib.sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()
    else:
        value = hashlib.new(algorithm.replace("-", ""), data).hexdigest()
    return Digest(algorithm, value)


def representation_digest(field: str) -> Digest | None:
    """Read a header field Repr-Digest (RFC 9530): the digest of the whole file, whatever range is sent.

    >>> representation_digest("md5=:x:, sha-256=:AAEC:")
    Digest(algorithm='sha-256', value='000102')
    """
    for algorithm, value in _FIELD.findall(field):
        try:
            return Digest(algorithm, base64.b64decode(value, validate=True).hex())
        except binascii.Error:
            continue
    return None
