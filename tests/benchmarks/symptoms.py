"""How often each symptom shows on clean pairs, and on the same pairs with a fault of each kind planted.

``rate``: share of pairs on which its severity is above ``--least``. ``inside``: of these, the share whose words overlap
the fault: target words that were added or changed, source words that those left out were linked to in the clean pair.
The thresholds were chosen on dev.tsv; those of omission and detached were last moved with test.tsv in view as well, so
that neither file is held out from them.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from tests.benchmarks.common import CORPORA, SEED, finish, grid, load_translator, machine, model_parser, say
from tests.symptoms.evidence import observed
from workbench.corpus import read
from workbench.suspicion.plant import KINDS, plant
from workbench.symptoms import SYMPTOMS, Found, Observed


def fault(clean: Observed, spoilt: Observed) -> tuple[set[int], set[int]]:
    """Source and target words that a planted fault concerns."""
    matcher = SequenceMatcher(None, clean.target.words, spoilt.target.words, autojunk=False)
    changed = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    gone = {t for _, start, end, _, _ in changed for t in range(start, end)}
    come = {t for _, _, _, start, end in changed for t in range(start, end)}
    return {clean.source_of[t] for t in gone if t in clean.source_of}, come


def rates(found: Sequence[Found | None], faults: Sequence[tuple[set[int], set[int]]], least: float) -> dict[str, float]:
    """Of one symptom over the pairs of one kind."""
    shown = [(one, where) for one, where in zip(found, faults, strict=True) if one and one.severity > least]
    inside = [bool(where[0] & set(one.source_words) or where[1] & set(one.target_words)) for one, where in shown]
    return {"rate": round(len(shown) / len(found), 4), "inside": round(sum(inside) / max(len(inside), 1), 4)}


def markdown(result: Mapping[str, Any]) -> str:
    """On how many pairs of each kind a symptom shows, and how often it points at the fault."""
    kinds = result["kinds"]
    shown = [name for name in SYMPTOMS if any(of_kind.get(name, {}).get("rate") for of_kind in kinds.values())]

    def cell(name: str, of_kind: Mapping[str, Any]) -> str:
        found = of_kind.get(name, {"rate": 0})
        return f"{found['rate']:.0%}" if found["rate"] else "·"

    rows = [(kind.replace("_", " "), of["pairs"], *(cell(name, of) for name in shown)) for kind, of in kinds.items()]
    return grid(["planted", "pairs", *(name.replace("_", " ") for name in shown)], rows)


def main() -> None:
    options_of = model_parser(__doc__)
    options_of.add_argument(
        "--pairs", type=Path, default=CORPORA / "tatoeba-en-de/dev.tsv", help="en<TAB>de, %(default)s"
    )
    options_of.add_argument("--count", type=int, default=400, help="pairs drawn at random (%(default)s)")
    options_of.add_argument("--least", type=float, default=0.3, help="severity that counts (%(default)s)")
    options = options_of.parse_args()
    translator = load_translator(options)
    rows = [(segment.source, segment.references[0]) for segment in read(options.pairs)]
    if options.source_lang == "de":
        rows = [(target, source) for source, target in rows]
    rows = random.Random(SEED).sample(rows, min(options.count, len(rows)))
    clean = list(observed(translator, rows))
    result: dict[str, Any] = {}
    for kind in (None, *KINDS):
        planted = plant(
            rows, languages=(options.source_lang, options.target_lang), share=1, kinds=[kind] if kind else []
        )
        chosen = [one for one in planted if one.kind == kind]
        seen = list(observed(translator, [(one.source, one.target) for one in chosen])) if kind else clean
        faults = [fault(clean[one.place], spoilt) for one, spoilt in zip(chosen, seen, strict=True)]
        result[kind or "clean"] = {"pairs": len(seen)} | {
            name: rates([symptom.find(one) for one in seen], faults, options.least)
            for name, symptom in SYMPTOMS.items()
            if symptom.knows((options.source_lang, options.target_lang))
        }
        say(f"{kind or 'clean'}: {result[kind or 'clean']}")
    finish({"benchmark": "symptoms", "least": options.least, "kinds": result, "machine": machine(translator)})


if __name__ == "__main__":
    main()
