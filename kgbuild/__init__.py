"""kgbuild turns diplomatic telegrams into a knowledge graph that historians can question and trust."""

__version__ = "0.1.0"
