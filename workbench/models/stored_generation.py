"""What is stored with a model about how it generates: whether it can be meant, what was lost of it, what counts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from transformers import GenerationConfig

from workbench.errors import ModelError

BANS = ("bad_words_ids", "suppress_tokens", "begin_suppress_tokens")
"""Fields that say what is never generated."""
_IDS = (
    *("pad_token_id", "eos_token_id", "decoder_start_token_id", "forced_bos_token_id", "forced_eos_token_id"),
    *BANS,
)
_OF_THE_CLOCK = ("max_time",)
_OTHER_WAYS = (
    # To generate in: contrastive, assisted, by layers, of a prompt in parts, with a mark.
    *("penalty_alpha", "dola_layers", "prompt_lookup_num_tokens", "use_mtp", "is_assistant", "prefill_chunk_size"),
    "watermarking_config",
)
_OF_NO_EFFECT = (
    # What is handed out, which is asked for each time, and how those other ways go about it.
    *("output_attentions", "output_hidden_states", "output_scores", "output_logits", "low_memory"),
    *("max_matching_ngram_size", "assistant_early_exit"),
)
_REFUSED = ("num_beam_groups", "constraints", "force_words_ids", "guidance_scale", "stop_strings", "token_healing")
"""Ways to generate other translations than beam search does, which is the one that is done here."""
_OVERRULED = frozenset(
    (
        # Asked for with each translation, or written by every save.
        *("num_beams", "num_return_sequences", "do_sample", "decoder_start_token_id", "forced_bos_token_id"),
        *("bos_token_id", "pad_token_id", "transformers_version", "use_cache", "cache_implementation"),
        *("return_dict_in_generate", "output_scores", "output_logits", "output_attentions", "output_hidden_states"),
        # Of sampling, which is not done.
        *("temperature", "top_k", "top_p", "min_p", "top_h", "typical_p", "epsilon_cutoff", "eta_cutoff"),
    )
)
"""Fields of a stored configuration that no translation depends on."""


@dataclass(frozen=True)
class Rule:
    """``expected``: in words, what ``holds`` is true of."""

    holds: Callable[[Any], bool]
    expected: str


def _whole(least: int) -> Rule:
    return Rule(lambda value: _is_whole(value) and value >= least, f"a whole number of at least {least}")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


_ABOVE_ZERO = Rule(lambda value: _is_number(value) and value > 0, "a number above 0")
_ANY_NUMBER = Rule(_is_number, "a number")
RULES = {
    **dict.fromkeys(("max_length", "max_new_tokens", "num_beams", "num_return_sequences"), _whole(1)),
    **dict.fromkeys(("min_length", "min_new_tokens"), _whole(0)),
    **dict.fromkeys(("no_repeat_ngram_size", "encoder_no_repeat_ngram_size"), _whole(0)),
    **dict.fromkeys(("repetition_penalty", "encoder_repetition_penalty"), _ABOVE_ZERO),
    "length_penalty": _ANY_NUMBER,
    "early_stopping": Rule(lambda value: value in (True, False, "never"), "true, false or 'never'"),
    "bad_words_ids": Rule(
        lambda value: isinstance(value, list) and all(isinstance(one, list) and one for one in value),
        "a list of lists of ids",
    ),
}


def check_stored(where: str, stored: Mapping[str, Any]) -> None:
    """Raises `ModelError` for a value that no generation can be made with; ``where``: stands first."""
    for name, rule in RULES.items():
        value = stored.get(name)
        if value is not None and not rule.holds(value):
            raise ModelError(f"{where} says {name} {value!r}; {rule.expected} is expected: mend or delete it")
    for shortest, longest in (
        ("min_length", "max_length"),
        ("min_new_tokens", "max_new_tokens"),
        ("min_new_tokens", "max_length"),
    ):
        least, most = stored.get(shortest), stored.get(longest)
        # New tokens that are told take precedence over a length.
        overruled = longest == "max_length" and stored.get("max_new_tokens") is not None
        if least is not None and most is not None and least > most and not overruled:
            raise ModelError(
                f"{where} says {shortest} {least} and {longest} {most}: no text has both; mend one of them"
            )
    for name in _REFUSED:
        value = stored.get(name)
        neutral = value is None or value is False or (value == 1 and value is not True)
        if not neutral:
            raise ModelError(f"{where} says {name} {value!r}, a way to generate that is not known here: delete it")
    for name in _IDS:
        for value in _flat(stored.get(name)):
            if not _is_whole(value) or value < 0:
                raise ModelError(f"{where} says {name} {value!r}; ids are whole numbers from 0 on: mend or delete it")


def check_ids(where: str, stored: Mapping[str, Any], rows: int) -> None:
    """Raises `ModelError` for an id that a head of ``rows`` rows cannot give."""
    for name in _IDS:
        for value in _flat(stored.get(name)):
            if value >= rows:
                raise ModelError(
                    f"{where} says {name} {value}; the model has {rows} rows, ids 0 to {rows - 1}: the file belongs to "
                    "another model; mend or delete it"
                )


def restored_bans(config: Mapping[str, Any], generation: Mapping[str, Any] | None) -> dict[str, Any]:
    """Bans of ``config.json`` that ``generation_config.json`` says nothing of: transformers forgets them."""
    if generation is None:
        return {}
    return {name: config[name] for name in BANS if config.get(name) and generation.get(name) is None}


def pass_over(stored: GenerationConfig) -> list[str]:
    """Takes out of a model's own settings what beam search does not do, or cannot do twice alike; in words, what."""
    notes = []
    given = [name for name in _OF_THE_CLOCK if getattr(stored, name, None) is not None]
    if given:
        notes.append(
            f"{' and '.join(given)}, stored with the model, {'is' if len(given) == 1 else 'are'} passed over: where a "
            "translation is cut would depend on the clock"
        )
    ways = [name for name in _OTHER_WAYS if getattr(stored, name, None) not in (None, False)]
    if ways:
        notes.append(f"{', '.join(ways)}, stored with the model, passed over: translations are made by beam search")
    for name in (*_OF_THE_CLOCK, *_OTHER_WAYS, *_OF_NO_EFFECT):
        if getattr(stored, name, None) is not None:
            setattr(stored, name, None)
    return notes


def settings_of(stored: GenerationConfig) -> dict[str, Any]:
    """What of a model's own settings its translations depend on, where it is not as transformers has it by default."""
    changed = stored.to_diff_dict()
    kept = {name: value for name, value in changed.items() if not name.startswith("_") and name not in _OVERRULED}
    # 0 is an id like others.
    return {name: value for name, value in sorted(kept.items()) if value is not None and value is not False}


def _flat(value: Any) -> list[Any]:
    """Ids of a field that holds one, a list of them, or a list of lists."""
    if value is None:
        return []
    return [one for part in value for one in _flat(part)] if isinstance(value, (list, tuple)) else [value]
