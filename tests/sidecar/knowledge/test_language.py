from __future__ import annotations

from pathlib import Path

import pytest

from sidecar.index.lexical import STEMMERS, WITHOUT_STOP_WORDS, Entry, LexicalIndex, stems, write
from sidecar.knowledge import candidates as module
from sidecar.knowledge.candidates import Question, candidates
from sidecar.store import settings
from sidecar.v1.operations_pb2 import ShopSettings
from tests.sidecar.shop import Library, page

GERMAN = (
    page("lieferung", "Lieferungen", "<p>Die Pakete verlassen uns am nächsten Werktag.</p>"),
    page("hunde", "Hunde", "<p>Leinen und Näpfe für Hunde.</p>"),
)


@pytest.mark.parametrize(
    "language, one, other",
    [("en", "returns", "returned"), ("de", "Häuser", "Hauses"), ("fr", "livraisons", "livraison")],
)
def test_a_language_has_its_own_stems(language: str, one: str, other: str) -> None:
    assert stems(one, language) == stems(other, language)


def test_a_language_without_a_stemmer_is_searched_by_its_words(tmp_path: Path) -> None:
    write(tmp_path / "w", (), [Entry(1, 1, "Dostawa", "", "Paczki")], bulk=True, language="pl")
    lexical = LexicalIndex(tmp_path / "w", "pl")
    found, _ = lexical.search(dict.fromkeys(stems("DOSTAWA", "pl"), 1.0), 3)
    assert list(found) == [1]


@pytest.mark.parametrize("language", STEMMERS)
def test_every_stemmer_is_known_to_the_index(language: str) -> None:
    assert stems("Deskhand", language)
    assert set(STEMMERS.values()) >= WITHOUT_STOP_WORDS


async def test_a_shop_of_another_language_gets_a_new_generation_in_it(library: Library) -> None:
    await library.save(*GERMAN)
    before = library.shelf.current
    assert before is not None and before.manifest.language == "en"
    shop = ShopSettings(locale="de_DE")
    await library.store.write(lambda db: settings.put(db, shop))
    await library.commit("save-0002")
    after = library.shelf.current
    assert after is not None and after.manifest.language == "de"
    assert after.documents == before.documents
    # "Lieferung" is a stem of "Lieferungen" in German alone.
    assert len(after.matching(dict.fromkeys(stems("der Lieferung", "de"), 1.0), 9)[0]) == 1
    assert len(before.matching(dict.fromkeys(stems("der Lieferung"), 1.0), 9)[0]) == 0
    assert (await library.found("der Hund"))[0] == "hunde"
    await library.save(page("katzen", "Katzen", "<p>Näpfe für Katzen.</p>"), sync_id="save-0003")
    again = library.shelf.current
    assert again is not None and again.manifest.language == "de"
    assert len(again.segments) > len(after.segments)
    assert (await library.found("für die Katze"))[0] == "katzen"


async def test_where_the_model_does_not_know_the_language_words_decide(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    finnish = page("kuljetus", "Kuljetus", "<p>Vaatteet pestään käsin lämpimässä vedessä.</p>")
    await library.save(finnish)
    generation = library.shelf.current
    assert generation is not None
    question = Question("pestäänkö Vaatteet käsin lämpimässä vedessä")
    signals = candidates(generation, library.embedder, question, 0).signals
    monkeypatch.setattr(module, "LEAST_TRUST", 1.0)
    trusted = candidates(generation, library.embedder, question, 0).signals
    spread = signals.cosine[signals.coverage == 0]
    assert abs(spread).max() < abs(trusted.cosine[trusted.coverage == 0]).max()
    english = Question("How should I wash the tent by hand in warm water?")
    once = candidates(generation, library.embedder, english, 0).signals.cosine.tolist()
    monkeypatch.undo()
    assert candidates(generation, library.embedder, english, 0).signals.cosine.tolist() == once
