"""Who asks a store for what only some may do: basic and digest authentication, and bearer tokens.

Credentials come from the environment or from a person at a terminal, never from an address or an argument:
those are kept in the shell's history and shown to everybody on the machine. Name and password are sent only
to a server that has asked for them, as it asked (RFC 7617, RFC 7616; digest where it offers both).
"""

from __future__ import annotations

import base64
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from urllib.request import AbstractDigestAuthHandler, HTTPPasswordMgr, Request, parse_http_list, parse_keqv_list

from kgbuild.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["PASSWORD_VARIABLE", "TOKEN_VARIABLE", "USER_VARIABLE", "Authenticator", "Credentials", "Login"]

USER_VARIABLE = "KGBUILD_STORE_USER"
PASSWORD_VARIABLE = "KGBUILD_STORE_PASSWORD"  # noqa: S105 - the name of a variable
TOKEN_VARIABLE = "KGBUILD_STORE_TOKEN"  # noqa: S105

_BEGINS_SCHEME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+(?: |$)")
_REMEDY = f"set {USER_VARIABLE} and {PASSWORD_VARIABLE}, or {TOKEN_VARIABLE}, to those of one who may"


@dataclass(frozen=True, slots=True)
class Login:
    """A name and its password."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login, to be given on demand, or a token to be sent along (RFC 6750)."""

    login: Login | None = None
    token: str | None = field(default=None, repr=False)

    @classmethod
    def from_environment(cls, variables: Mapping[str, str] = os.environ) -> Credentials:
        """Those of the variables :data:`USER_VARIABLE`, :data:`PASSWORD_VARIABLE` and :data:`TOKEN_VARIABLE`."""
        user, password = variables.get(USER_VARIABLE), variables.get(PASSWORD_VARIABLE)
        login = Login(user, password) if user and password is not None else None
        return cls(login, variables.get(TOKEN_VARIABLE) or None)


class Authenticator:
    """Answers a server's challenges with *credentials*, or with what *ask* returns for the server's realm."""

    def __init__(self, credentials: Credentials, ask: Callable[[str], Login | None] = lambda _: None) -> None:
        self._login = credentials.login
        self._token = credentials.token
        self._ask = ask
        self._digest: _Digest | None = None
        self._basic = False
        self._refused = 0

    def headers(self, method: str, address: str) -> dict[str, str]:
        """The header fields to send with a request, as far as the server's last challenge tells."""
        if self._token:
            return {"Authorization": f"Bearer {self._token}"}
        if self._digest:
            return {"Authorization": self._digest.answer(method, address)}
        if self._basic and self._login:
            words = f"{self._login.user}:{self._login.password}".encode()
            return {"Authorization": f"Basic {base64.b64encode(words).decode()}"}
        return {}

    def accepted(self) -> None:
        """Note that the server has taken the last request."""
        self._refused = 0

    def meet(self, address: str, challenge: str) -> None:
        """Take the header field WWW-Authenticate of an answer 401, so that the next request answers it.

        Raises :class:`InputError` where there is nothing to answer it with, or the answer was wrong.
        """
        self._refused += 1
        schemes = _schemes(challenge)
        if self._token or self._refused > 2 or not schemes.keys() & {"basic", "digest"}:  # noqa: PLR2004
            raise InputError(address, "the server refuses the credentials", _REMEDY)
        if self._login is None:
            realm = next(iter(schemes.values())).get("realm", "")
            self._login = self._ask(realm)
        if self._login is None:
            raise InputError(address, "the server asks for a name and a password", _REMEDY)
        self._basic = "digest" not in schemes
        self._digest = None if self._basic else _Digest(address, self._login, schemes["digest"])


class _Digest:
    """One challenge of the scheme Digest and its answers, as Python's library computes them."""

    def __init__(self, address: str, login: Login, challenge: Mapping[str, str]) -> None:
        self._challenge = challenge
        manager = HTTPPasswordMgr()
        manager.add_password(challenge.get("realm", ""), urljoin(address, "/"), login.user, login.password)
        self._handler = AbstractDigestAuthHandler(manager)

    def answer(self, method: str, address: str) -> str:
        try:
            words = self._handler.get_authorization(Request(address, method=method), self._challenge)  # noqa: S310
        except (UnicodeEncodeError, ValueError) as error:
            raise InputError(address, f"its challenge cannot be answered ({error})", _REMEDY) from error
        if words is None:
            raise InputError(address, "its challenge cannot be answered", _REMEDY)
        return f"Digest {words}"


def _schemes(challenge: str) -> dict[str, dict[str, str]]:
    """The schemes of a field WWW-Authenticate, in lower case, each with its parameters (RFC 9110, 11.6.1).

    >>> _schemes('Basic realm="a, b", Digest realm="c", qop="auth"')
    {'basic': {'realm': 'a, b'}, 'digest': {'realm': 'c', 'qop': 'auth'}}
    """
    schemes: dict[str, dict[str, str]] = {}
    for item in parse_http_list(challenge):
        scheme, _, parameter = item.partition(" ") if _BEGINS_SCHEME.match(item) else ("", "", item)
        if scheme:
            schemes[scheme.lower()] = {}
        if "=" in parameter and schemes:
            list(schemes.values())[-1].update(parse_keqv_list([parameter]))
    return schemes
