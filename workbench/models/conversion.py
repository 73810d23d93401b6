"""A model converted for CTranslate2, kept in the user's cache: written at first use, whole or absent.

Its vocabulary is the model's ids in decimal digits. What it reads and writes are ids, as everywhere else here: names of
pieces may occur twice, and differ between the two sides of a model.
"""

from __future__ import annotations

import copy
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from platformdirs import user_cache_path

from workbench.errors import ModelError, first_line
from workbench.files.writing import PARTIAL

if TYPE_CHECKING:
    from workbench.models.network import Network

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

CONVERTED = ("marian", "m2m_100", "t5", "mt5", "umt5")
"""Model types. The converter of CTranslate2 4.8 fails on BART, mBART and PEGASUS as transformers 5 has them."""
PRECISION = "float32"


class CannotConvert(ModelError):
    """Why CTranslate2 is not used for a model, in a sentence."""


def check_convertible(network: Network) -> None:
    """Raises `CannotConvert` for what is known beforehand."""
    if (kind := network.model.config.model_type) not in CONVERTED:
        raise CannotConvert(
            f"CTranslate2 is not used for models of the family {network.family.name} ({kind}), of "
            f"{', '.join(CONVERTED)} alone"
        )
    if network.device.type != "cpu" or network.dtype != PRECISION:
        raise CannotConvert(
            f"CTranslate2 is used for {PRECISION} on cpu alone; the model is {network.dtype} on {network.device.type}"
        )


@contextmanager
def converted(network: Network, anew: bool = False) -> Iterator[Path]:
    """The folder of the converted model, which nobody changes inside the block; ``anew`` makes it again.

    Raises `CannotConvert`, in one sentence.
    """
    check_convertible(network)
    folder = user_cache_path("translation-workbench") / "ctranslate2" / _name(network)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _alone(folder.with_suffix(".lock")):
            if anew and folder.exists():
                shutil.rmtree(folder)
            if not folder.exists():
                _convert(network, folder)
            yield folder
    except OSError as error:
        raise CannotConvert(
            f"{folder}: the converted model cannot be kept: {error.strerror or error}; free space, or give "
            "--decoder transformers"
        ) from error


def _name(network: Network) -> str:
    """Of all that a conversion is made from."""
    import ctranslate2

    template = network.template
    ids = [template.pad, template.end, template.unknown, template.before_target[0]]
    given = [network.model.config.to_json_string(), ids, ctranslate2.__version__, PRECISION]
    return f"{network.weights_hash[:16]}-{hashlib.sha256(json.dumps(given).encode()).hexdigest()[:16]}"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time; where there are no locks, each makes its own and the first is kept."""
    with path.open("a") as file:
        if fcntl is not None:
            with suppress(OSError):  # a file system without locks
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _convert(network: Network, folder: Path) -> None:
    if fcntl is not None:
        for leftover in folder.parent.glob(f"{folder.name}.*{PARTIAL}"):
            shutil.rmtree(leftover, ignore_errors=True)
    made = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=PARTIAL, dir=folder.parent))
    try:
        try:
            _converter(network).convert(str(made), quantization=PRECISION, force=True)
        except OSError:
            raise
        except Exception as error:  # what it meets in a model that it does not know may be anything
            raise CannotConvert(
                f"CTranslate2 cannot convert this model of the family {network.family.name}: {first_line(error)}"
            ) from error
        try:
            os.rename(made, folder)
        except OSError:
            if not folder.exists():
                raise
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _converter(network: Network) -> Any:
    """It takes the model that is loaded."""
    from ctranslate2.converters import transformers as loaders
    from ctranslate2.converters.converter import Converter

    class Marian(loaders.MarianMTLoader):  # type: ignore[misc]
        """With the row of the pad token, which decoding starts from: CTranslate2 takes it for zero, and it is not in
        models that were trained with transformers. With a vocabulary for each side."""

        def set_config(self, config: Any, model: Any, tokenizer: Any) -> None:
            loaders.BartLoader.set_config(self, config, model, tokenizer)

        def set_decoder(self, spec: Any, decoder: Any) -> None:
            loaders.BartLoader.set_decoder(self, spec, decoder)

        def get_vocabulary(self, model: Any, tokenizer: Any) -> list[str]:
            return loaders.ModelLoader.get_vocabulary(self, model, tokenizer)

        def set_vocabulary(self, spec: Any, tokens: list[str]) -> None:
            sources = len(network.anatomy.embed_source.table(network.model).weight)
            spec.register_source_vocabulary([str(i) for i in range(sources)])
            spec.register_target_vocabulary(tokens)

        def _remove_pad_weights(self, spec: Any) -> None:
            pass

    by_kind = {
        "marian": Marian,
        "m2m_100": loaders.M2M100Loader,
        "t5": loaders.T5Loader,
        "mt5": loaders.MT5Loader,
        "umt5": loaders.UMT5Loader,
    }

    class Loaded(Converter):  # type: ignore[misc]
        def _load(self) -> Any:
            with torch.no_grad():
                return by_kind[network.model.config.model_type]()(_for_converter(network.model), _Vocabulary(network))

    return Loaded()


def _for_converter(model: Any) -> Any:
    """The same weights under a configuration of its own, which the converter writes into."""
    # It is no module to torch any more, and need not be.
    shallow = copy.copy(model)
    shallow.config = copy.deepcopy(model.config)
    # The converter reads off ties whether a T5's states are scaled before its head; transformers 5 ties all of them and
    # says it in a field that mT5, never scaled, has not.
    shallow.config.update({"tie_word_embeddings": getattr(shallow.config, "scale_decoder_outputs", False)})
    return shallow


class _Vocabulary:
    """What the converter asks a tokenizer for."""

    special_tokens_map: dict[str, Any] = {}  # noqa: RUF012
    num_madeup_words = 0

    def __init__(self, network: Network):
        template = network.template
        self._rows, self._start = rows_of(network), template.before_target[0]
        self.pad_token = self.bos_token = str(template.pad)
        self.eos_token, self.unk_token = str(template.end), str(template.unknown)

    def get_vocab(self) -> dict[str, int]:
        return {str(i): i for i in range(self._rows)}

    def convert_ids_to_tokens(self, _: object) -> str:
        """Asked for the start token alone, which some configurations lack."""
        return str(self._start)


def rows_of(network: Network) -> int:
    """Ids that there are, the rows behind the vocabulary too."""
    return len(network.anatomy.head(network.model).weight)
