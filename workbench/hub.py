"""Models on the Hugging Face hub: a revision of a repository as a folder in the cache of this machine.

A name with its revision becomes a commit, so that what was read can be had again. The hub's own library fetches, goes
on where a connection broke off and shows how far it is; here is decided what is fetched, and said how much it is and
why it fails.
"""

from __future__ import annotations

import glob
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import ModelError, first_line

LARGE = 10**9
"""Bytes from which on a download is announced."""
ANSWER_WITHIN = 20.0
"""Seconds in which the hub must answer before the cache is looked into."""

Choose = Callable[[Sequence[str]], list[str]]
"""Of the files of a repository, those to fetch. Raises `ModelError` where they make no model."""
Tell = Callable[[str], None]

_SECRETS = (
    (re.compile(r"\bhf_[A-Za-z0-9]{6,}"), "hf_…"),
    (re.compile(r"(?i)(bearer\s+)[^\s'\"]+"), r"\1…"),
    (re.compile(r"(?<=//)[^/\s@]+@"), "…@"),
    # Addresses that files are fetched from are signed.
    (re.compile(r"(https?://[^\s?'\"]+)\?[^\s'\"]+"), r"\1?…"),
)


@dataclass(frozen=True)
class Snapshot:
    """``commit``: of the repository, in hexadecimal."""

    folder: Path
    commit: str


def split(name: str) -> tuple[str, str | None]:
    """``owner/name@revision`` in its two parts; None where no revision is named."""
    repository, _, revision = name.partition("@")
    return repository, revision or None


def without_secrets(text: str) -> str:
    """``text`` without access tokens, passwords and signatures of addresses."""
    from huggingface_hub import get_token

    if token := get_token():
        text = text.replace(token, "hf_…")
    for secret, shown in _SECRETS:
        text = secret.sub(shown, text)
    return text


def snapshot(
    repository: str, revision: str | None, choose: Choose, tell: Tell | None = None, precision: int = 4
) -> Snapshot:
    """The chosen files of a repository at a branch, tag, pull request (``refs/pr/1``) or commit; None: its main branch.

    What is in the cache is not fetched again; where the hub cannot be asked, the cache is all there is. ``tell`` hears
    of a download above `LARGE` bytes, and of the memory that the model takes with ``precision`` bytes for a number;
    None writes it to stderr. Raises `ModelError` where there is no such model to be had.
    """
    import huggingface_hub as hub
    from huggingface_hub.errors import HFValidationError, RevisionNotFoundError

    try:
        info = hub.HfApi().model_info(repository, revision=revision, files_metadata=True, timeout=ANSWER_WITHIN)
    except HFValidationError as error:
        raise ModelError(
            f"{without_secrets(repository)!r} is no folder on this machine, and no name that the hub could have "
            "(owner/name); give a folder, a hub name or 'demo'"
        ) from error
    except RevisionNotFoundError as error:
        raise ModelError(
            f"{repository} has no revision {revision!r}; its branches, tags and commits are listed at "
            f"https://huggingface.co/{repository}/commits"
        ) from error
    except Exception as error:  # of whichever HTTP library lies below, and of a hub that is down
        found = _cached(repository, revision)
        if found and _is_whole(found, choose):
            return found
        raise _refusal(repository, error, in_part=found is not None) from None
    names = choose([file.rfilename for file in info.siblings or ()])
    sizes = {file.rfilename: file.size or 0 for file in info.siblings or () if file.rfilename in names}
    missing = {name: size for name, size in sizes.items() if not _path(repository, name, info.sha)}
    known = _cached(repository, revision)
    if not missing and known and known.commit == info.sha:
        return known
    size = sum(missing.values())
    if size > LARGE:
        parameters = getattr(info.safetensors, "total", None)
        memory = parameters * precision if parameters else sum(sizes.values())
        (tell or _to_stderr)(_estimate(repository, size, memory))
    _check_room(repository, size)
    try:
        folder = hub.snapshot_download(
            repository, revision=revision, cache_dir=_cache(), allow_patterns=[glob.escape(name) for name in names]
        )
    except Exception as error:
        raise _refusal(repository, error, begun=True) from None
    return Snapshot(Path(folder), Path(folder).name)


def cached() -> list[str]:
    """Names of the translation models that lie whole in the cache of this machine."""
    import huggingface_hub as hub

    try:
        found = hub.scan_cache_dir(_cache())
    except (hub.CacheNotFound, ValueError, OSError):
        return []
    models = (repository for repository in found.repos if repository.repo_type == "model")
    return sorted(one.repo_id for one in models if any(_translates(revision) for revision in one.revisions))


def _translates(revision: Any) -> bool:
    """Whether a revision in the cache has weights of an encoder and a decoder."""
    files = {file.file_name: file.file_path for file in revision.files}
    if "config.json" not in files or not any(name.endswith((".safetensors", ".bin")) for name in files):
        return False
    try:
        config = json.loads(files["config.json"].read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(config, dict) and config.get("is_encoder_decoder") is True


def _cache() -> str:
    from huggingface_hub import constants

    return str(constants.HF_HUB_CACHE)


def _path(repository: str, file: str, revision: str | None) -> Path | None:
    """Where a file lies in the cache."""
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(repository, file, cache_dir=_cache(), revision=revision)
    return Path(found) if isinstance(found, str) else None


def _cached(repository: str, revision: str | None) -> Snapshot | None:
    found = _path(repository, "config.json", revision)
    return Snapshot(found.parent, found.parent.name) if found else None


def _is_whole(found: Snapshot, choose: Choose) -> bool:
    """Whether there is anything to choose from; a download may have been stopped, or been of a part alone."""
    try:
        choose([path.name for path in found.folder.iterdir()])
    except ModelError:
        return False
    return True


def _refusal(repository: str, error: Exception, begun: bool = False, in_part: bool = False) -> ModelError:
    """What the hub, or the way to it, has against a download; ``begun``: whether files were being fetched already;
    ``in_part``: whether some are in the cache."""
    from huggingface_hub.errors import GatedRepoError, OfflineModeIsEnabled, RepositoryNotFoundError

    page = f"https://huggingface.co/{repository}"
    status = getattr(getattr(error, "response", None), "status_code", None)
    log_in = "log in with 'hf auth login', or set HF_TOKEN"
    if isinstance(error, GatedRepoError):
        return ModelError(
            f"{repository} is gated: its owners say who may have it; ask for access at {page}, then {log_in}"
        )
    if isinstance(error, RepositoryNotFoundError):
        return ModelError(
            f"the hub has no model {repository!r} that you may see; check the name, or give a folder; "
            f"if it is private, {log_in} of somebody who may read it"
        )
    if status in (401, 403):
        return ModelError(f"{repository}: the hub refuses the access token ({status}); {log_in} to one that is valid")
    reason = without_secrets(first_line(error))
    if begun:
        return ModelError(
            f"{repository}: the download broke off: {reason}\n"
            "files that are whole are kept; give the same command again to go on"
        )
    if isinstance(error, OfflineModeIsEnabled):
        reason = "HF_HUB_OFFLINE is set"
    elif status is not None:
        reason = f"the hub answers {status}"
    whole = "whole " if in_part else ""
    return ModelError(
        f"{repository} is not {whole}in the cache; connect or give a folder ({reason}; looked for it in {_cache()}). "
        "If it was never there, check the name too"
    )


def _estimate(repository: str, size: int, memory: int) -> str:
    told = f"{repository}: {size / 1e9:.1f} GB to download into {_cache()}; "
    told += f"the model takes about {memory / 1e9:.1f} GB of memory"
    if (there := _memory()) is not None:
        told += f" of the {there / 1e9:.0f} GB of this machine"
    return told


def _memory() -> int | None:
    """Bytes of this machine; None where the system does not say."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _check_room(repository: str, size: int) -> None:
    """Raises `ModelError` where the disk of the cache is too small for ``size`` bytes more."""
    place = Path(_cache())
    while not place.exists() and place != place.parent:
        place = place.parent
    free = shutil.disk_usage(place).free
    if size > free:
        raise ModelError(
            f"{repository}: {size / 1e9:.1f} GB to download, and {free / 1e9:.1f} GB free in {_cache()}; make room, "
            "or have the cache elsewhere (HF_HOME)"
        )


def _to_stderr(told: str) -> None:
    print(told, file=sys.stderr)
