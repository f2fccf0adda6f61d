"""The option of commands that build: what to do about violations. Apart, as it imports what builds."""

from __future__ import annotations

import click

from kgbuild.build import OnViolation

__all__ = ["on_violation_option", "refuse_unchecked"]

on_violation_option = click.option(
    "--on-violation",
    type=click.Choice(OnViolation, case_sensitive=False),
    default=OnViolation.KEEP,
    show_default=OnViolation.KEEP.value,
    help="What to do where a document violates the shapes: keep it, leave it out and build the rest (quarantine), "
    "or write nothing (fail). All are told of, and end with exit code 1.",
)


def refuse_unchecked(on_violation: OnViolation, *, no_validate: bool) -> None:
    """Refuse, as a usage error, to act on violations that nobody looks for."""
    if no_validate and on_violation is not OnViolation.KEEP:
        raise click.UsageError(f"--on-violation {on_violation} needs the check that --no-validate skips")
