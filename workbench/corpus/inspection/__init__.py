"""A look at a corpus before anything is done with it: what it is, how it was read, and what is odd in it."""

from workbench.corpus.inspection.inspect import inspect
from workbench.corpus.inspection.inspection import Column, Finding, Inspection, Seen

__all__ = ["Column", "Finding", "Inspection", "Seen", "inspect"]
