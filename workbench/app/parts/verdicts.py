"""The verdict bar: what people found of the segment that is open, given by keys or presses, kept in the run's log.

One component. Its value, made by `Verdicts.show`, None where nothing is open:

- ``run``, ``segment``, ``side``: what the next verdict is for. ``stamp``: another one each time.
- ``author``: the name that a verdict is signed with until the person gives theirs, which the browser keeps.
- ``given``: what each person said: ``who``, ``verdict``, ``note``, ``time``, ``side`` (null: nobody knows).
- ``undo``: person → the last of their acts: ``act``, ``segments``, ``segment``, ``verdict``.
- ``listed``: segments of the list. ``reviewed``: how many of these have a verdict by anybody, ``reviewed_by``: by each
  person. ``about``: the verdicts that can be given here, by the texts there are. ``told``, ``fault``: in words.

Its events: ``given`` with ``run``, ``segment``, ``side``, ``who``, ``verdict``, ``note``, ``stay`` (not to
move on), ``mine`` (only the person's own verdicts count as reviewed) and, for a whole list, ``bulk`` (``all`` or
``rest``: those without one) and ``count``, how many the person was asked about; ``undone`` with ``run``,
``segment``, ``side``, ``who`` and ``act``. Once another value has come, the document gets ``wb-judged`` with the last
event and the segment that is open now (``open``) as its detail.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import gradio as gr
from gradio.blocks import Block

from workbench.app.assets import script
from workbench.app.desk import Desk
from workbench.app.parts.values import Changes
from workbench.app.serving.caller import Caller, is_here
from workbench.app.serving.library import segment_of
from workbench.errors import RunError, WorkbenchError
from workbench.runs import FLAGS, Run
from workbench.runs.flags import LONGEST_NAME, LONGEST_NOTE
from workbench.runs.log import Decision, user
from workbench.runs.progress import ReviewList

SIGNS = {
    "fine": "✓ fine",
    "model error": "✗ translation wrong",
    "reference error": "✗ reference wrong",
    "unsure": "? unsure",
    "source noise": "source noise",
    "alignment artefact": "alignment artefact",
}
"""How the bar calls the verdicts; the first four have the keys 1 to 4."""
MOST = 10_000
"""Segments that get a verdict by one press."""
_SHOWN = 10
_ABOUT = {"model error": "hypothesis", "reference error": "references"}


@dataclass(frozen=True)
class Taken:
    """What became of an event. ``here``: run, segment and side to be open now. ``changed``: whether the log is another
    now. ``told``, ``fault``: in words, the other empty."""

    here: Mapping[str, str]
    changed: bool = False
    told: str = ""
    fault: str = ""


class Verdicts:
    """Built where it is made. ``id``: of the element."""

    def __init__(self, desk: Desk, id: str = "verdicts"):
        self._desk = desk
        self.bar = gr.HTML(
            None,
            html_template=_template(),
            js_on_load=script("verdicts", "given", "undone"),
            elem_id=id,
            apply_default_css=False,
        )

    @property
    def outputs(self) -> list[Block]:
        """Of a handler that ends with `show`."""
        return [self.bar]

    def show(self, row: Mapping[str, Any], listed: ReviewList, author: str, taken: Taken | None = None) -> Changes:
        """A segment that is open. ``listed``: what it is looked at in. ``author``: by `author_of`. ``taken``: the event
        that led here.

        Raises `WorkbenchError` for conditions and verdicts that cannot be read.
        """
        run = listed.run
        by_author = {one: run.flags.by_author(one) for one in run.sides}
        people = dict.fromkeys(who for given in by_author.values() for who in given)
        of_all = listed.progress()
        return {
            self.bar: {
                "run": run.name,
                "segment": row["id"],
                "side": listed.side,
                "stamp": secrets.token_hex(4),
                "author": author,
                "given": _given(row["id"], by_author),
                "undo": {who: _undo(acts) for who in people if (acts := run.flags.last_act(who))},
                "listed": of_all.of,
                "reviewed": of_all.reviewed,
                "reviewed_by": {who: listed.progress(who).reviewed for who in by_author[listed.side]},
                "about": [one for one in FLAGS if one not in _ABOUT or row[_ABOUT[one]]],
                "told": taken.told if taken else "",
                "fault": taken.fault if taken else "",
            }
        }

    def take(self, event: gr.EventData, owner: str, listed_of: Callable[[Run, str], ReviewList]) -> Taken:
        """Keep what ``given`` brings. ``listed_of``: the list of a run and side that the person goes through."""
        told: Mapping[str, Any] = event._data
        here = {name: str(told[name]) for name in ("run", "segment", "side")}
        who, verdict, only = str(told["who"]), str(told["verdict"]), told.get("mine") is True
        try:
            run = self._desk.library.open(here["run"], owner)
            segment_of(run, here["segment"], here["side"])
            listed = listed_of(run, here["side"])
            if bulk := told.get("bulk"):
                done = () if bulk == "all" else listed.reviewed(who if only else None)
                wanted = [id for id in listed.ids() if id not in done]
                _check_count(len(wanted), told.get("count"))
                run.flags.set_all(wanted, verdict, who=who, side=here["side"])
                return Taken(here, True, f"{SIGNS[verdict]}: {len(wanted):,} segments")
            # Before the verdict, which may take the segment off this list.
            there = None if told.get("stay") is True else listed.next_unreviewed(here["segment"], who if only else None)
            run.flags.set(here["segment"], verdict, str(told["note"]), who=who, side=here["side"])
        except WorkbenchError as error:
            return Taken(here, fault=str(error))
        return Taken(here | {"segment": there or here["segment"]}, True, f"{SIGNS[verdict]}: {here['segment']}")

    def undo(self, event: gr.EventData, owner: str) -> Taken:
        """Take back what ``undone`` names."""
        told: Mapping[str, Any] = event._data
        here = {name: str(told[name]) for name in ("run", "segment", "side")}
        who = str(told["who"])
        try:
            run = self._desk.library.open(here["run"], owner)
            acts = run.flags.last_act(who)
            if not acts or acts[0].act != told["act"]:
                return Taken(here, fault="something else was decided meanwhile; press again to take that back")
            undone = run.flags.undo(who)
        except WorkbenchError as error:
            return Taken(here, fault=str(error))
        one = undone[0]
        if len(undone) > 1:
            return Taken(here, True, f"taken back: the verdicts of {len(undone):,} segments")
        back = {**here, "segment": one.segment, "side": one.side or here["side"]}
        return Taken(back, True, f"taken back: {_named(one)} of {one.segment}")


def author_of(desk: Desk, owner: str) -> str:
    """The name of somebody who has given none and whose call is answered: theirs on this machine; a guest's, told apart
    by their browser, where they come from elsewhere."""
    here = not desk.limits.hosted and is_here(Caller.here().request)
    return user()[:LONGEST_NAME] if here else f"guest-{_short(owner)}"


def _short(owner: str) -> str:
    """Four characters that say nothing of a name that nobody may guess."""
    return sha256(f"guest {owner}".encode()).hexdigest()[:4]


def _given(segment: str, by_author: Mapping[str, Mapping[str, Mapping[str, Decision]]]) -> list[dict[str, Any]]:
    """The last that each person said of it, of each side; the latest first."""
    found = {
        (who, one.side): one
        for given in by_author.values()
        for who, decisions in given.items()
        if (one := decisions.get(segment))
    }
    latest = sorted(found.values(), key=lambda one: one.time, reverse=True)[:_SHOWN]
    return [
        {"who": one.who, "verdict": one.after.verdict, "note": one.after.note, "time": one.time, "side": one.side}
        for one in latest
        if one.after is not None
    ]


def _undo(acts: Sequence[Decision]) -> dict[str, Any]:
    one = acts[0]
    return {"act": one.act, "segments": len(acts), "segment": one.segment, "verdict": _named(one)}


def _named(one: Decision) -> str:
    return "a verdict taken away" if one.after is None else SIGNS.get(one.after.verdict, one.after.verdict)


def _check_count(count: int, asked: object) -> None:
    if not 0 < count <= MOST:
        raise RunError(f"{count:,} segments; a verdict can be given to 1 to {MOST:,} at once: narrow the list")
    if count != asked:
        raise RunError(f"the list has changed: {count:,} segments now; press again if these are meant")


def _template() -> str:
    """What the script fills. No text of anybody's is in it."""
    four, rest = [*SIGNS.items()][:4], [*SIGNS.items()][4:]
    keyed = "".join(
        f'<button type="button" data-verdict="{verdict}" aria-pressed="false" aria-keyshortcuts="{key}">'
        f"<kbd>{key}</kbd><span>{sign}</span></button>"
        for key, (verdict, sign) in enumerate(four, start=1)
    )
    rarer = "".join(
        f'<button type="button" data-verdict="{verdict}" aria-pressed="false">{sign}</button>' for verdict, sign in rest
    )
    whole = "".join(f'<button type="button" data-bulk="{verdict}">{sign}</button>' for verdict, sign in four)
    return f"""<section class="wb-verdicts" aria-label="Your verdict" hidden>
<div class="wb-v-choices" role="group" aria-label="Verdict">{keyed}</div>
<div class="wb-v-remark"><input class="wb-v-own-note" type="text" maxlength="{LONGEST_NOTE}" aria-label="Note"
aria-keyshortcuts="n" placeholder="Note (n), kept on Enter" autocomplete="off" dir="auto">
<button type="button" class="wb-v-undo" aria-keyshortcuts="u" disabled>Undo <kbd>u</kbd></button>
<button type="button" class="wb-v-more" aria-expanded="false">more…</button></div>
<div class="wb-v-where"><span class="wb-v-reviewed"></span>
<span class="wb-v-bar" aria-hidden="true"><span></span></span>
<span class="wb-v-signed">as
<button type="button" class="wb-v-name" title="Change the name that you sign with"></button>
<input class="wb-v-rename" type="text" maxlength="{LONGEST_NAME}" aria-label="Your name" autocomplete="off" hidden>
</span></div>
<p class="wb-v-told" role="status"></p>
<ul class="wb-v-given" aria-label="What people said"></ul>
<div class="wb-v-rest" hidden>
<div class="wb-v-choices" role="group" aria-label="Rarer verdicts">{rarer}</div>
<label><input type="checkbox" class="wb-v-stay"> Stay on the segment after a verdict</label>
<label><input type="checkbox" class="wb-v-mine"> Go through what others have reviewed, too</label>
<div class="wb-v-choices" role="group" aria-label="For the whole list"><span class="wb-v-listed"></span>{whole}</div>
<div class="wb-v-asked" role="alertdialog" aria-label="For the whole list" hidden><span></span>
<button type="button" data-answer="rest"></button><button type="button" data-answer="all"></button>
<button type="button" data-answer="">No</button></div></div></section>"""
