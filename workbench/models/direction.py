"""Which languages a model is to translate between, and how it is told so.

Nothing is tagged by accident: a language is one of the model's own, found by `workbench.language.matching`, or an error
before anything is read; the token that names it is never the unknown one; source and target differ.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from workbench.errors import LanguageError, ModelError
from workbench.language.matching import commonest, covers, is_one_language, listed, match, same_language
from workbench.language.tag import several, tag_of
from workbench.models.families.family import Family
from workbench.models.template import Template

OPTIONS = {"source": "source_language (--source-lang)", "target": "target_language (--target-lang)"}
_PLACEHOLDERS = frozenset({"src", "tgt", "trg"})


@dataclass(frozen=True)
class Direction:
    """``source``, ``target``: as the model itself calls the languages, or as BCP 47 does where it calls them nothing;
    None where it is told none and nobody said.

    ``source_tag``, ``target_tag``: ids of the tokens that name them to the model; none where it has no such tokens.
    ``prefix``: text before each source that tells the model its task. ``notes``: what was asked for in other words
    than the model's own, and is what.
    """

    source: str | None
    target: str | None
    source_tag: tuple[int, ...] = ()
    target_tag: tuple[int, ...] = ()
    prefix: str = ""
    notes: tuple[str, ...] = ()

    def check_told(self, name: str, template: Template) -> None:
        """Raises `ModelError` where the template has no place for the token that names the target's language."""
        fed = {*template.before_source, *template.after_source, *template.before_target}
        if not fed.issuperset(self.target_tag):
            raise ModelError(
                f"{name}: nothing would tell the model to translate into {self.target}: its family puts no tag "
                "anywhere, a fault of this program or of a plug-in"
            )


def direction_of(
    name: str,
    family: Family,
    tokenizer: Any,
    config: Any,
    own: Collection[str],
    source: str | None,
    target: str | None,
    prefix: str | None = None,
) -> Direction:
    """The direction that a model called ``name`` is asked for; ``own``: the languages that its card says are its all.

    Raises `ModelError` where a language is missing, is none of the model's, or is both source and target.
    """
    asked = _Asked(name, (source or "").strip() or None, (target or "").strip() or None)
    tags = _usable(name, family.text.tags(tokenizer), family.unknown(tokenizer))
    if tags:
        names_source = family.layout(tokenizer).names_source
        source, target = asked.tagged(tags, names_source, list(own), getattr(tokenizer, "source_lang", None))
        return Direction(
            source,
            target,
            source_tag=tags.get(source or "", ()),
            target_tag=tags[target],
            prefix=prefix or "",
            notes=(*asked.notes,),
        )
    tasks = family.text.tasks(config)
    if tasks and prefix is None:
        source, target = asked.of_tasks(tasks)
        return Direction(source, target, prefix=tasks[source, target], notes=(*asked.notes,))
    source, target = (asked.stated(side, getattr(tokenizer, f"{side}_lang", None)) for side in OPTIONS)
    asked.check_two(source, target)
    return Direction(source, target, prefix=prefix or "", notes=(*asked.notes,))


def _usable(name: str, tags: Mapping[str, tuple[int, ...]], unknown: int | None) -> dict[str, tuple[int, ...]]:
    """Tags that the vocabulary has: where a file of a tokenizer is missing, it reads them as unknown pieces."""
    told = {code: ids for code, ids in tags.items() if ids and unknown not in ids}
    if tags and not told:
        raise ModelError(
            f"{name}: the vocabulary has none of the tokens that name its languages ({listed(tags)}), so that the "
            "model could not be told them; is a file of the tokenizer missing?"
        )
    return told


@dataclass
class _Asked:
    """What somebody asked a model for; ``notes`` fill up as it is found out what that is."""

    name: str
    source: str | None
    target: str | None
    notes: list[str] = field(default_factory=list)

    def own(self, side: str, codes: Collection[str], hint: str | None = None) -> str | None:
        """The model's own code for the language of one side; None where nobody named it."""
        wanted: str | None = getattr(self, side)
        if wanted is None:
            return None
        named = f"; name one with {OPTIONS[side]}"
        try:
            found = match(wanted, codes)
        except LanguageError as error:
            raise ModelError(f"{self.name}: {side} language {error}{named if hint is None else hint}") from error
        self.note(side, wanted, found.code, found.others)
        return found.code

    def note(self, side: str, wanted: str, code: str, others: Collection[str] = ()) -> None:
        if code != wanted:
            too = f" (there {'is' if len(others) == 1 else 'are'} {listed(others)} too)" if others else ""
            self.notes.append(f"{side} language {wanted} is {code}{too}")

    def tagged(
        self, tags: Mapping[str, tuple[int, ...]], names_source: bool, card: list[str], told: str | None
    ) -> tuple[str | None, str]:
        """``names_source``: whether the model must be told the source's language; ``card``: what its card says;
        ``told``: what its tokenizer says of the source."""
        known = [code for code in card if code in tags]
        source = self.own("source", known or tags) if known or names_source else self.untold(tags, told)
        target = self.own("target", known or tags)
        if target is None:
            likely = known[1:] + known[:1] or ([*tags] if len(tags) == 1 else [])
            target = next((code for code in likely if code != source), None)
        if source is None:
            source = next((code for code in known if code != target), None)
        if target is None:
            self.missing("target", "translates into several languages", source, tags)
        if source is None and names_source:
            self.missing("source", "is told the source's language", target, tags)
        self.check_two(source, target)
        if source is not None and tags.get(source) == tags[target]:
            raise ModelError(f"{self.name}: its tokenizer has one token for {source} and {target}")
        return source, target

    def missing(self, side: str, why: str, other: str | None, tags: Collection[str]) -> NoReturn:
        left = [code for code in tags if code != other]
        raise ModelError(f"{self.name} {why}; name one with {OPTIONS[side]}: {listed(commonest(left))}")

    def untold(self, tags: Collection[str], told: str | None) -> str | None:
        """The source's language for a model that is not told it: the one that its tokenizer says, if it does not
        translate into that one too; else any, by the model's own code where it has one."""
        if told is not None and is_one_language(told) and not any(same_language(told, code) for code in tags):
            return self.stated("source", told)
        try:
            return self.own("source", tags)
        except ModelError:
            return self.plain("source")

    def plain(self, side: str) -> str | None:
        """A language by its code of BCP 47, whatever the model calls it."""
        wanted: str | None = getattr(self, side)
        if wanted is None:
            return None
        if languages := several(wanted):
            raise ModelError(
                f"{self.name}: {side} language {wanted!r} names {len(languages)} languages, {' and '.join(languages)}; "
                f"name one with {OPTIONS[side]}"
            )
        tag = tag_of(wanted)
        if tag is None:
            raise ModelError(
                f"{self.name}: {side} language {wanted!r} is neither code nor name of a language; give one such as de, "
                f"deu_Latn, pt-BR or German with {OPTIONS[side]}"
            )
        self.note(side, wanted, str(tag))
        return str(tag)

    def stated(self, side: str, told: str | None) -> str | None:
        """The language of one side of a model of one direction; ``told``: what its tokenizer says of it, which may be
        a group of languages or none at all."""
        told = None if told in _PLACEHOLDERS else told
        wanted: str | None = getattr(self, side)
        if wanted is None:
            return told
        if told is not None and is_one_language(told) and not covers(told, wanted):
            return self.own(side, [told])
        return self.plain(side)

    def of_tasks(self, tasks: Mapping[tuple[str, str], str]) -> tuple[str, str]:
        """The one of a model's tasks that is asked for."""
        known = ", ".join(f"{one} to {other}" for one, other in sorted(tasks))
        hint = f"; its tasks: {known}; or say with source_prefix (--source-prefix) what it wants before each source"
        source = self.own("source", dict.fromkeys(one for one, _ in tasks), hint)
        target = self.own("target", dict.fromkeys(other for _, other in tasks), hint)
        fitting = [task for task in tasks if source in (None, task[0]) and target in (None, task[1])]
        if len(fitting) == 1:
            return fitting[0]
        if not fitting:
            self.check_two(source, target)
            raise ModelError(f"{self.name} has no task {source or 'any language'} to {target or 'any language'}{hint}")
        raise ModelError(
            f"{self.name} translates in several directions; name one with {OPTIONS['source']} and "
            f"{OPTIONS['target']}: {known}"
        )

    def check_two(self, source: str | None, target: str | None) -> None:
        if source is not None and target is not None and same_language(source, target):
            raise ModelError(
                f"{self.name}: asked for {source} to {target}, which is one language; name two with "
                f"{OPTIONS['source']} and {OPTIONS['target']}"
            )
