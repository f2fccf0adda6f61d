"""An exchange for people: as data, drawn in the terminal, drawn as a picture."""

from kgbuild.show.drawing import draw_svg
from kgbuild.show.exchange import Exchange, Heading, NamedResolution, ReportedMeeting, Statement, exchange
from kgbuild.show.tree import draw_tree

__all__ = [
    "Exchange",
    "Heading",
    "NamedResolution",
    "ReportedMeeting",
    "Statement",
    "draw_svg",
    "draw_tree",
    "exchange",
]
