"""How the bundled model is trained: from any TSV of sentence pairs to a Hugging Face folder.

``python -m workbench.recipe train PAIRS.tsv --out RUN --minutes 100`` trains, ``python -m workbench.recipe release
RUN --out MODEL …`` measures its snapshots, chooses the attention preset and writes the model folder.
``python -m workbench.recipe toy t5 --out MODEL`` makes a small model of a language of which all is known.
"""
