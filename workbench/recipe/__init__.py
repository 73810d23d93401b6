"""How the bundled model is trained: one command from any TSV of sentence pairs to a Hugging Face folder.

``python -m workbench.recipe train PAIRS.tsv --out DIR --minutes 90`` trains,
``python -m workbench.recipe evaluate DIR …`` measures its snapshots and writes ``training.json``.
"""
