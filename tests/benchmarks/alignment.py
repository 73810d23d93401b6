"""How well the model aligns: presets found with and without gold, symmetrised, beside a statistical aligner.

For each gold set (the bundled one, and Europarl where it is there) and both directions, AER of argmax links:

- ``presets``: the choice with the lowest AER (cross-validated), and what each criterion chooses that needs no gold,
  with the AER of its choice and the gap to the lowest.
- ``aligners``: attention under the preset of agreement, each direction and symmetrised in every way, and each
  direction alone with every way to link (``linkers``); with ``--views``
  (some minutes; names, or none for all) the other views in their usual form on the bundled set, joined alike,
  ``encoder_similarity`` on every set; with ``--eflomal``
  (path of ``eflomal-align``; it is GPL and no dependency) that aligner, trained on ``--training`` pairs with the text
  of the gold behind them, in words as the gold has them, both directions and joined in the same ways.
- ``product``: attention of both directions and encoder similarity joined before anything is linked, as the product of
  their weights, similarity to some power (0: attention alone), with every way to link. ``chosen elsewhere``: `mutual`
  links with the power that is best on the other set, so that no set chooses for itself.
"""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np

from tests.benchmarks.common import CORPORA, PAIRS, finish, grid, machine, say
from workbench import bundled
from workbench.alignment.aer import LinkCounts
from workbench.alignment.gold import GoldPair, read_gold
from workbench.alignment.links import LINKERS, Links, links, links_of
from workbench.alignment.map import AlignmentMap
from workbench.alignment.pharaoh import read_pharaoh
from workbench.alignment.symmetrise import SYMMETRISERS
from workbench.calibration.calibrate import calibrate
from workbench.calibration.criteria import UNSUPERVISED, against_gold, ratio
from workbench.calibration.sample import Sample
from workbench.calibration.scan import Scan
from workbench.corpus import read
from workbench.language.segmentation import word_spans
from workbench.models import Translator, exchanged, load
from workbench.views import VIEWS
from workbench.views.attention import read_maps

EUROPARL = CORPORA / "alignment-gold/europarl-de-en-100"
OTHER_VIEWS = tuple(name for name in VIEWS if name != "attention")
POWERS = (0.0, 0.5, 1.0, 2.0)
LINKED = "mutual"
"""The way to link that is right most often; what it leaves out another map would have to tell."""


@dataclass(frozen=True)
class GoldSet:
    name: str
    languages: tuple[str, str]
    pairs: tuple[GoldPair, ...]
    lower: bool = False

    def sample(self, turned: bool) -> Sample:
        pairs = tuple(map(_turned, self.pairs)) if turned else self.pairs
        return Sample.of_gold(self.name, pairs, len(pairs))

    def aer(self, found: Sequence[Links]) -> float:
        total = LinkCounts()
        for one, truth in zip(found, self.pairs, strict=True):
            total += LinkCounts.of(one, truth.sure, truth.possible)
        return round(total.aer or 0.0, 4)


def _turned(pair: GoldPair) -> GoldPair:
    sure, possible = (frozenset((t, s) for s, t in one) for one in (pair.sure, pair.possible))
    return GoldPair(pair.id, pair.target, pair.source, sure, possible)


def gold_sets() -> Iterator[GoldSet]:
    yield GoldSet("gold.en-de.tsv", ("en", "de"), read_gold(bundled.dataset("gold.en-de.tsv")).pairs)
    if EUROPARL.is_dir():
        texts = {"source": EUROPARL / "test.de", "target": EUROPARL / "test.en"}
        found = read_gold(EUROPARL / "de-en.wa", skip_faulty=True, **texts)
        yield GoldSet("europarl-de-en-100", ("de", "en"), found.pairs, lower=True)


def presets(translator: Translator, sample: Sample) -> dict[str, Any]:
    judge = against_gold(Scan.of(translator, sample.pairs(translator)), sample.gold or ())
    best = calibrate(translator, sample)
    lowest = 1 - ratio(judge(best.choice))
    rows: dict[str, Any] = {
        "gold": {"choice": str(best.choice), "aer": round(lowest, 4), "cross_validated": round(best.aer or 0.0, 4)}
    }
    for criterion in UNSUPERVISED:
        began = perf_counter()
        found = calibrate(translator, sample, reverse=exchanged(translator), criterion=criterion).choice
        aer = 1 - ratio(judge(found))
        rows[criterion] = {
            "choice": str(found),
            "aer": round(aer, 4),
            "gap": round(aer - lowest, 4),
            "seconds": round(perf_counter() - began, 1),
        }
    return rows


def joined(gold: GoldSet, forward: Sequence[Links], backward: Sequence[Links]) -> dict[str, float]:
    """AER of either direction and of both in every way."""
    found = {"forward": gold.aer(forward), "backward": gold.aer(backward)}
    for name, join in SYMMETRISERS.items():
        found[name] = gold.aer([join(one, other) for one, other in zip(forward, backward, strict=True)])
    return found


def by_attention(gold: GoldSet, translator: Translator) -> tuple[dict[str, Any], list[list[AlignmentMap]]]:
    """Under the preset that agreement of both directions chooses on these very sentences, without their gold; and the
    maps of either direction."""
    found, linkers, seconds, kept = [], {}, 0.0, []
    for turned in (False, True):
        model = exchanged(translator) if turned else translator
        sample = gold.sample(turned)
        choice = calibrate(model, sample, reverse=exchanged(model), criterion="agreement").choice
        began = perf_counter()
        maps = list(read_maps(model, sample.pairs(model), choice))
        found.append(_linked(maps, turned))
        kept.append(maps)
        seconds += perf_counter() - began
        side = "backward" if turned else "forward"
        linkers[side] = {how: gold.aer(_linked(maps, turned, how)) for how in LINKERS}
    return {"aer": joined(gold, *found), "linkers": linkers, "seconds": round(seconds, 2)}, kept


def by_product(gold: GoldSet, translator: Translator, attention: Sequence[Sequence[AlignmentMap]]) -> dict[str, Any]:
    """AER by power of encoder similarity and way to link."""
    began = perf_counter()
    alike = VIEWS["encoder_similarity"](translator, gold.sample(False).pairs(translator))
    known = [
        (np.nan_to_num(forward.weights) * np.nan_to_num(backward.weights).T, similar.weights)
        for forward, backward, similar in zip(*attention, alike, strict=True)
    ]
    seconds = perf_counter() - began
    found = {}
    for power in POWERS:
        weights = [attended * similar**power for attended, similar in known]
        found[f"{power:g}"] = {
            how: gold.aer([frozenset(links_of(one, how)) for one in weights]) for how in LINKERS if how != "threshold"
        }
    return {"aer": found, "seconds": round(seconds, 2)}


def choose_elsewhere(sets: Mapping[str, Any]) -> None:
    """Adds to the product of each set the power that the other sets find best, and its AER here."""
    for name, here in sets.items():
        others = [found["product"]["aer"] for other, found in sets.items() if other != name]
        if others:
            power = min(others[0], key=lambda one: sum(found[one][LINKED] for found in others))
            here["product"]["chosen elsewhere"] = {"power": power, "aer": here["product"]["aer"][power][LINKED]}


def by_view(gold: GoldSet, translator: Translator, view: str) -> dict[str, Any]:
    began, found = perf_counter(), []
    for turned in (False, True):
        model = exchanged(translator) if turned else translator
        found.append(_linked(VIEWS[view](model, gold.sample(turned).pairs(model)), turned))
    return {"aer": joined(gold, *found), "seconds": round(perf_counter() - began, 2)}


def _linked(maps: Any, turned: bool, how: str = "target") -> list[Links]:
    found = [links(one, how) for one in maps]
    return [frozenset((t, s) for s, t in one) for one in found] if turned else found


def by_eflomal(gold: GoldSet, command: Path, training: Path, count: int) -> dict[str, Any]:
    """Both directions, each as its own file of links; only those of the gold's text, which stands last, are read."""
    lines = []
    for segment in list(read(training))[: count or None]:
        sides = (segment.source, segment.references[0])
        texts = [" ".join(text[a:b] for a, b in word_spans(text)) for text in sides]
        texts = texts if gold.languages == ("en", "de") else texts[::-1]
        lines.append(" ||| ".join(text.lower() if gold.lower else text for text in texts))
    lines += [f"{pair.source} ||| {pair.target}" for pair in gold.pairs]
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "text").write_text("\n".join(lines) + "\n", encoding="utf-8")
        began = perf_counter()
        subprocess.run(
            [command, "-i", place / "text", "-f", place / "f", "-r", place / "r", "--overwrite"],
            check=True,
            capture_output=True,
        )
        seconds = perf_counter() - began
        found = [list(read_pharaoh(place / name))[-len(gold.pairs) :] for name in ("f", "r")]
    return {"aer": joined(gold, *found), "seconds": round(seconds, 1), "training_pairs": len(lines)}


def markdown(result: Mapping[str, Any]) -> str:
    """Choices of each criterion, aligners, and ways to link; of every gold set."""
    sets = result["sets"]
    directions = [(name, way) for name, found in sets.items() for way in found["presets"]]
    first = [sets[name]["presets"][way] for name, way in directions]
    criteria = [
        (f"`{criterion}`", *(f"{of[criterion]['aer']:.3f}{_validated(of[criterion])}" for of in first))
        for criterion in first[0]
    ]
    ways = ("forward", "backward", "intersection", "grow-diag", "grow-diag-final-and")
    aligners = [
        (name, aligner, *(f"{figures['aer'][way]:.3f}" for way in ways), f"{min(figures['aer'].values()):.3f}")
        for name, found in sets.items()
        for aligner, figures in found["aligners"].items()
    ]
    linked = [
        (name, side, *(f"{by_linker[how]:.3f}" for how in LINKERS))
        for name, found in sets.items()
        for side, by_linker in found["aligners"]["attention"]["linkers"].items()
    ]
    product_ways = [how for how in LINKERS if how != "threshold"]
    products = [
        (name, power, *(f"{by_linker[how]:.3f}" for how in product_ways))
        for name, found in sets.items()
        for power, by_linker in found["product"]["aer"].items()
    ]
    chosen = "; ".join(
        f"{name} {one['aer']:.3f} (power {one['power']})"
        for name, found in sets.items()
        if (one := found["product"].get("chosen elsewhere"))
    )
    return "\n\n".join(
        [
            "Alignment error rate (AER) of what each criterion chooses; with gold also cross-validated:",
            grid(["criterion", *(f"{name} {way}" for name, way in directions)], criteria),
            "Aligners, either direction and joined:",
            grid(["set", "aligner", *ways, "lowest of all"], aligners, words=2),
            "Attention under the preset, one pass, each way to link:",
            grid(["set", "direction", *(f"`{how}`" for how in LINKERS)], linked, words=2),
            "Attention of both directions times encoder similarity to a power (0: attention alone), linked afterwards:",
            grid(["set", "power", *(f"`{how}`" for how in product_ways)], products, words=1),
            f"`{LINKED}` links with the power that the other set chooses: {chosen or 'there is no other set'}.",
        ]
    )


def _validated(of: Mapping[str, Any]) -> str:
    return f" ({of['cross_validated']:.3f})" if "cross_validated" in of else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="demo", help="a model of both directions (%(default)s)")
    parser.add_argument("--views", nargs="*", choices=OTHER_VIEWS, help="also other views, all without a name")
    parser.add_argument("--eflomal", type=Path, help="path of eflomal-align")
    parser.add_argument("--training", type=Path, default=PAIRS, help="English<TAB>German (%(default)s)")
    parser.add_argument("--count", type=int, default=0, help="training pairs, 0 for all (%(default)s)")
    options = parser.parse_args()
    sets: dict[str, Any] = {}
    for gold in gold_sets():
        say(gold.name)
        source, target = gold.languages
        translator = load(options.model, source_language=source, target_language=target)
        found: dict[str, Any] = {"pairs": len(gold.pairs), "presets": {}, "aligners": {}}
        for turned in (False, True):
            model = exchanged(translator) if turned else translator
            direction = f"{model.source_language}-{model.target_language}"
            found["presets"][direction] = presets(model, gold.sample(turned))
        found["aligners"]["attention"], maps = by_attention(gold, translator)
        found["product"] = by_product(gold, translator, maps)
        asked = OTHER_VIEWS if options.views == [] else options.views or ()
        for view in [name for name in asked if not gold.lower or name == "encoder_similarity"]:
            say(view)
            found["aligners"][view] = by_view(gold, translator, view)
        if options.eflomal:
            say("eflomal")
            found["aligners"]["eflomal"] = by_eflomal(gold, options.eflomal, options.training, options.count)
        sets[gold.name] = found
    choose_elsewhere(sets)
    finish({"benchmark": "alignment", "sets": sets, "machine": machine(translator)})


if __name__ == "__main__":
    main()
