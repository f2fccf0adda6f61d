"""What a speaker does by a position: assert, request, propose, question, accept, reject, commit or warn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgbuild.extract.features import step
from kgbuild.extract.lexicon import cue_word
from kgbuild.extract.linear import LinearModel, load_linear
from kgbuild.model import Act, Span

if TYPE_CHECKING:
    from kgbuild.extract.language import Sentence

__all__ = ["act_features", "find_act"]

_SIGNS = frozenset(
    "not no never cannot unable could would should will must may might if unless whether how why what when "
    "otherwise hope ready willing prepared impossible unacceptable possible necessary essential important "
    "consider agree support please ? risk danger serious consequences intend intention plan".split()
)


_NEGATIONS = frozenset({"not", "cannot", "never", "unable", "nor", "neither", "unwilling", "no"})
_NEGATION_REACH = 3  # words before the cue
_LENGTHS = (0, 4, 8, 12, 16, 20)  # words
_STEM = 5  # letters
PERFORMED = 0.94
"""The share of acts that are what their performative verb says, on the training telegrams."""


def act_features(sentence: Sentence, cue: Span | None, content: Span) -> list[str]:
    """What the cue, the opening and the words of the content say of the act."""
    tokens = sentence.tokens
    inside = [t for t in tokens if content.start <= t.start < content.end]
    words = [t.lower for t in inside]
    row = [f"first={words[0] if words else ''}", f"two={' '.join(words[:2])}", f"length={step(len(words), _LENGTHS)}"]
    row += [f"in={w}" for w in words if w in _SIGNS]
    row += [f"sign={w}" for w in dict.fromkeys(words[:6])]
    row += [f"act in={w.act}" for t in inside[:8] if (w := cue_word(t.text))]
    after = [t.text for t in tokens if t.start >= content.end][:2]
    row += [f"ends={a}" for a in after if a in "?.!;”"]
    if cue is None or not sentence.span.contains(cue):
        row.append("no cue")
        return row
    cued = [t for t in tokens if cue.start <= t.start < cue.end]
    heads = [w for t in cued if (w := cue_word(t.text))]
    row += [f"cue={t.lower}" for t in cued]
    row += [f"stem={t.lower[:_STEM]}" for t in cued if len(t.lower) >= _STEM]
    row.append("cues=" + " ".join(t.lower for t in cued[:3]))
    row += [f"cueact={w.act}" for w in heads] + [f"base={w.base}" for w in heads]
    row += [f"base+first={w.base},{words[0] if words else ''}" for w in heads[:1]]
    left = [t.lower for t in tokens if t.end <= cue.start]
    between = [t.lower for t in tokens if cue.end <= t.start and t.end <= content.start]
    row += [f"left={w}" for w in left[-3:]] + [f"between={w}" for w in between]
    return row


def find_act(
    sentence: Sentence, cue: Span | None, content: Span, model: LinearModel | None = None
) -> tuple[Act, float]:
    """The likeliest act, and how sure that is (0 to 1). *sentence* is the content's."""
    label, probability = (model or load_linear("acts")).best(act_features(sentence, cue, content))
    said = _performed(sentence, cue, content)
    return (said, PERFORMED) if said else (Act(label), probability)


def _performed(sentence: Sentence, cue: Span | None, content: Span) -> Act | None:
    """The act that the cue's verb performs by being said ("warned that", "denied that"; Austin 1962)."""
    if cue is None or not sentence.span.contains(cue) or cue.end > content.start:
        return None
    cued = [t for t in sentence.tokens if cue.start <= t.start < cue.end]
    verb = next((w for t in cued if (w := cue_word(t.text))), None)
    if verb is None or not verb.performs:
        return None
    before = [t.lower for t in sentence.tokens if t.end <= cue.start][-_NEGATION_REACH:] + [t.lower for t in cued]
    if not _NEGATIONS & set(before):
        return verb.act
    return Act.REJECT if verb.act == Act.ACCEPT else None
