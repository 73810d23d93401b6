"""See `tests.scored`."""

from tests.scored import corpus_file, model, undisturbed, unfinished

__all__ = ["corpus_file", "model", "undisturbed", "unfinished"]
