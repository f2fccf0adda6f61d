"""Asking a person for a name and a password, which no command takes as an argument."""

from __future__ import annotations

import os
import sys

import click

from kgbuild.cli.console import visible
from kgbuild.store.credentials import USER_VARIABLE, Login

__all__ = ["ask_login"]


def ask_login(realm: str) -> Login | None:
    """What the person at the terminal gives for *realm*; ``None`` where there is none.

    The user is not asked for where the environment names him.
    """
    if not sys.stdin.isatty():
        return None
    user = os.environ.get(USER_VARIABLE) or click.prompt(f"User of {visible(realm) or 'the server'}", err=True)
    return Login(user, click.prompt(f"Password of {visible(user)}", hide_input=True, err=True))
