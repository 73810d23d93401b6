"""XLIFF: languages of the files in one document, and elements of other namespaces."""

from __future__ import annotations

import pytest

from tests.corpus.test_xliff import CORE, document, saved, unit
from workbench.corpus import read
from workbench.corpus.edit import Edit
from workbench.corpus.format import Destination
from workbench.corpus.rewrite import rewrite
from workbench.errors import CorpusError


def in_files(*languages):
    """One file for each target language; None for one that says none."""
    said = [f'target-language="{language}"' if language else "" for language in languages]
    files = [
        f'<file original="{number}" source-language="en" {each}><body>{unit("One", str(number))}</body></file>'
        for number, each in enumerate(said)
    ]
    return f"<xliff {CORE}>{''.join(files)}</xliff>"


@pytest.mark.parametrize(
    ("languages", "asked", "targets"),
    [
        (["de", "de-AT"], None, ["0", "1"]),
        (["de", "de-AT"], "de", ["0", "1"]),
        (["de-DE", "de-AT"], "de-AT", ["1"]),
        (["de", "fr"], "fr", ["1"]),
        (["fr", None], "fr", ["0", "1"]),
        (["und", "fr"], None, ["0", "1"]),
        ([None, None], "pl", ["0", "1"]),
    ],
)
def test_files_in_one_language_are_read_together(tmp_path, languages, asked, targets):
    found = read(saved(tmp_path, in_files(*languages)), target_language=asked)
    assert [each.references[0] for each in found] == targets


@pytest.mark.parametrize("languages", [["de", "fr"], ["de-DE", "de-AT"], ["zh-Hans", "zh-Hant"], ["de", "fr", None]])
def test_of_several_languages_it_is_asked_which_is_meant(tmp_path, languages):
    with pytest.raises(CorpusError, match="say which is the target: --target-lang"):
        [*read(saved(tmp_path, in_files(*languages)))]


def test_a_language_that_comes_late_is_found_and_left_out_unasked(tmp_path):
    late = f'<file original="b" source-language="en" target-language="fr"><body>{unit("A", "F")}</body></file>'
    path = saved(tmp_path, document(unit("A", "D") * 501).replace("</xliff>", late + "</xliff>"))
    assert [each.references for each in read(path, target_language="fr")] == [("F",)]
    assert read(path).survey().left_out == {"unit in another language": 1}


OTHER = 'xmlns:o="urn:other"'


@pytest.mark.parametrize(
    "inside",
    [
        f"<o:source {OTHER}>Bee</o:source>{{}}<o:target {OTHER}>Biene</o:target>",
        f"{{}}<o:seg-source {OTHER}><o:mrk mtype='seg' mid='1'>Bee</o:mrk></o:seg-source>",
        f"<o:segment {OTHER}><o:source>Bee</o:source></o:segment>{{}}<o:note {OTHER}>Bee</o:note>",
        f"{{}}<o:old {OTHER}><o:trans-unit id='9'><o:source>Bee</o:source></o:trans-unit></o:old>",
        f"{{}}<o:old {OTHER}><o:source>Bee</o:source><o:target>Biene</o:target></o:old>",
    ],
)
@pytest.mark.parametrize("core", [CORE, 'xmlns="urn:tool:own" version="1.2"', 'version="1.2"'])
def test_elements_of_other_namespaces_are_none_of_the_units(tmp_path, inside, core):
    pair = "<source>Ant</source><target>Ameise</target>"
    text = document(f'<trans-unit id="1">{inside.format(pair)}</trans-unit>').replace(CORE, core)
    (found,) = read(path := saved(tmp_path, text))
    assert (found.source, found.references, found.metadata) == ("Ant", ("Ameise",), {})
    rewrite(read(path), Destination(out := tmp_path / "out.xlf"), lambda _: Edit(target="Emse"))
    (again,) = read(out)
    assert again.references == ("Emse",)
    assert out.read_text().count("Bee") == text.count("Bee")


def test_what_stands_in_a_skeleton_is_no_unit(tmp_path):
    aside = f"<header><skl><internal-file form='xml'>{unit('Bee', 'Biene')}</internal-file></skl></header>"
    other = f"<o:file {OTHER}><o:trans-unit id='9'><o:source>Bee</o:source></o:trans-unit></o:file>"
    text = document(unit("Ant", "Ameise")).replace("<body>", aside + other + "<body>")
    path = saved(tmp_path, text)
    assert [each.source for each in read(path)] == ["Ant"]
    rewrite(read(path), Destination(out := tmp_path / "out.xlf"), lambda _: Edit(target="Emse"))
    assert out.read_text() == text.replace("Ameise", "Emse")
