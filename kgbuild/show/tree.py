"""An exchange for the terminal: each meeting, who held what at it, each rebuttal under what it rebuts."""

from __future__ import annotations

from collections import defaultdict
from itertools import cycle
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text
from rich.tree import Tree

from kgbuild.show.wording import act_verb, numbers_in_words, one_line, quoted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kgbuild.show.exchange import Exchange, Heading, NamedResolution, ReportedMeeting, Statement

__all__ = ["draw_tree"]

_SIDE_COLOURS = ("cyan", "magenta", "yellow", "green", "blue", "red")


def draw_tree(exchange: Exchange) -> RenderableType:
    """The exchange as a renderable of rich.

    A rebuttal of several statements stands under the last of them and names the others by number. What is
    tied to no meeting stands under a heading of its own.
    """
    parts: list[RenderableType] = [_heading(exchange.heading)]
    colours = dict(zip(dict.fromkeys(s.side for s in exchange.statements), cycle(_SIDE_COLOURS), strict=False))
    answers = _answers(exchange.statements)
    opened = [statement for statement in exchange.statements if not statement.rebuts]
    known = {meeting.iri for meeting in exchange.meetings}
    for meeting in exchange.meetings:
        tree = Tree(_meeting(meeting), guide_style="dim")
        _hang(tree, [s for s in opened if s.meeting == meeting.iri], answers, colours)
        parts += [Text(), tree]
    if outside := [statement for statement in opened if statement.meeting not in known]:
        heading = "At no meeting" if exchange.meetings else "Positions"
        tree = Tree(Text(heading, style="bold"), guide_style="dim")
        _hang(tree, outside, answers, colours)
        parts += [Text(), tree]
    if exchange.resolutions:
        tree = Tree(Text("Resolutions", style="bold"), guide_style="dim")
        for resolution in exchange.resolutions:
            tree.add(_resolution(resolution))
        parts += [Text(), tree]
    if not (exchange.meetings or exchange.statements or exchange.resolutions):
        parts += [Text(), Text("No meeting, position or resolution was found in it.", style="dim")]
    return Group(*parts)


def _answers(statements: tuple[Statement, ...]) -> dict[int, list[Statement]]:
    """The rebuttals that stand under each statement, by its number."""
    under = defaultdict(list)
    for statement in statements:
        if statement.rebuts:
            under[statement.rebuts[-1]].append(statement)
    return under


def _hang(
    tree: Tree, statements: list[Statement], answers: dict[int, list[Statement]], colours: dict[str, str]
) -> None:
    """Hang *statements* on *tree*, and under each what rebuts it.

    Iterative, since a long dispute may be deeper than Python recurses.
    """
    waiting = [(tree, statement) for statement in reversed(statements)]
    while waiting:
        parent, statement = waiting.pop()
        branch = parent.add(_statement(statement, colours[statement.side]))
        waiting += [(branch, answer) for answer in reversed(answers.get(statement.number, []))]


def _heading(heading: Heading) -> Text:
    text = Text(heading.title or heading.identifier, style="bold")
    date = heading.date and heading.date[:16].replace("T", " ")
    facts = [heading.place, date, heading.number and f"No. {heading.number}", heading.subject]
    if known := " · ".join(fact for fact in facts if fact):
        text.append(f"\n{known}", style="not bold")
    if heading.title:
        text.append(f"\n{heading.identifier}", style="not bold dim")
    return text


def _meeting(meeting: ReportedMeeting) -> Text:
    text = Text("Meeting", style="bold")
    if meeting.status:
        text.append(f" {meeting.status}")
    for fact in (meeting.when, meeting.duration, meeting.place):
        if fact:
            text.append(f" · {fact}", style="not bold")
    if meeting.participants:
        text.append(f"\n{', '.join(meeting.participants)}", style="not bold")
    text.append("\n")
    text.append(quoted(meeting.words), style="not bold italic dim")
    return text


def _statement(statement: Statement, colour: str) -> Text:
    text = Text(f"{statement.number} ", style="dim")
    text.append(", ".join(statement.speakers), style=f"not dim bold {colour}")
    if statement.side not in statement.speakers:
        text.append(f" for {statement.side}", style=f"not dim {colour}")
    text.append(f" {act_verb(statement.act)}", style="not dim")
    if statement.rebuts:
        text.append(f" against {numbers_in_words(statement.rebuts)}", style="not dim red")
    if statement.confidence is not None:
        text.append(f"  {statement.confidence:.2f}", style="dim")
    text.append("\n")
    if statement.cue:
        text.append(f"{one_line(statement.cue)} ", style="italic dim")
    text.append(quoted(statement.words), style="not dim")
    for resolution in statement.concerns:
        text.append(f"\non {resolution}", style="not dim green")
    return text


def _resolution(resolution: NamedResolution) -> Text:
    text = Text(resolution.label, style="green")
    if resolution.symbol and resolution.symbol != resolution.label:
        text.append(f"  {resolution.symbol}", style="bold")
    text.append("\n")
    text.append(", ".join(quoted(words) for words in resolution.mentions), style="not bold dim")
    return text
