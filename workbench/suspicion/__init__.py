"""One probability from all signals that a pair is faulty: planting faults, fitting, doubt of words, the verdict."""
