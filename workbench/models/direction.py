"""Which languages a model is to translate between, and how it is told so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.errors import ModelError
from workbench.models.families.family import Family


@dataclass(frozen=True)
class Direction:
    """``source``, ``target``: as the model itself calls the languages; None where it is told none and nobody said.

    ``source_tag``, ``target_tag``: ids of the tokens that name them to the model; none where it has no such tokens.
    ``prefix``: text before each source that tells the model its task.
    """

    source: str | None
    target: str | None
    source_tag: tuple[int, ...] = ()
    target_tag: tuple[int, ...] = ()
    prefix: str = ""


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

    Raises `ModelError` where a language is missing, or is none of the model's.
    """
    tags = family.text.tags(tokenizer)
    if tags:
        source, target = _tagged(name, tags, family.layout(tokenizer).names_source, list(own), source, target)
        return Direction(source, target, tags.get(source or "", ()), tags[target], prefix or "")
    tasks = family.text.tasks(config)
    if tasks and prefix is None:
        source, target = _task(name, tasks, source, target)
        return Direction(source, target, prefix=tasks[source, target])
    known_source, known_target = (getattr(tokenizer, side, None) for side in ("source_lang", "target_lang"))
    return Direction(source or known_source, target or known_target, prefix=prefix or "")


def _tagged(
    name: str, tags: Mapping[str, object], names_source: bool, own: list[str], source: str | None, target: str | None
) -> tuple[str | None, str]:
    """``names_source``: whether the model must be told the source's language."""
    if target is None and own:
        target = next(code for code in own[1:] + own[:1] if code != source)
    if target is None:
        raise ModelError(
            f"{name} translates into several languages; name one with target_language (--target-lang): "
            + ", ".join(sorted(tags))
        )
    if target not in tags:
        raise ModelError(f"{name} has no tag for target language {target!r}; it knows: {', '.join(sorted(tags))}")
    if source is None and own:
        source = next((code for code in own if code != target), None)
    if source == target or (own and source not in own):
        known = " and ".join(own or sorted(tags))
        raise ModelError(f"{name} translates between {known}; asked for {source} to {target}")
    if names_source and source not in tags:
        asked = "is told the source's language; name it" if source is None else f"has no tag for {source!r}; name one"
        raise ModelError(f"{name} {asked} with source_language (--source-lang): {', '.join(sorted(tags))}")
    return source, target


def _task(name: str, tasks: Mapping[tuple[str, str], str], source: str | None, target: str | None) -> tuple[str, str]:
    """The one of a model's tasks that is asked for."""
    fitting = [
        task for task in tasks if (source is None or task[0] == source) and (target is None or task[1] == target)
    ]
    if len(fitting) == 1:
        return fitting[0]
    known = ", ".join(f"{one} to {other}" for one, other in sorted(tasks))
    if not fitting:
        raise ModelError(
            f"{name} has no task {source or 'any language'} to {target or 'any language'}; it knows: {known}; "
            "or say with source_prefix (--source-prefix) what it wants before each source"
        )
    raise ModelError(
        f"{name} translates in several directions; name one with source_language and target_language "
        f"(--source-lang, --target-lang): {known}"
    )
