"""The files the agent speaks from."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sidecar.errors import BadSetting
from sidecar.guardrails.proof import Evidence
from sidecar.nouns import SealedAction, ToolCall, ToolResult
from sidecar.prompts import HOME, Prompts
from tests.fakes.shop import ELIGIBLE, TOO_LATE

PROMPTS = Prompts.load()
LANGUAGES = ["de", "en", "es", "fr", "it", "nl"]
TEXTS = sorted(PROMPTS.texts["en"])
FIELD = re.compile(r"\{(\w+)\}")
# What a tool gave in the turns that say these texts.
FOUND = {
    "number": "••42", "status_text": "Processing", "items": "2 × Tea towel", "total": "58.00",
    "currency": "EUR", "eta": "27 November 2026", "provider": "An Post", "title": "Copper kettle",
    "price_text": "€39.00", "stock_text": "In stock", "hours": "Mon–Fri 9:00–17:00",
    "titles": "Returns", "opens": "2026-12-01, 09:00", "choice": "size", "choices": "Size: S, M",
    "amount_text": "€12.00", "day": "2026-11-05", "next_payment": "3 December 2026",
    "limit": "€58.00", "to": "j•••@b.ie", "count": 12, "summary": "Refund €58.00 of order ••42",
}  # fmt: skip
ACTION = SealedAction("sealed", "Refund €58.00 of order ••42", False, 1_800_000_000_000)
# What must have been said, done or asked for, for a text to be true.
RULES = {"refund.eligible": ELIGIBLE, "refund.not_eligible": TOO_LATE}
DEEDS = {
    "refund.waits_shop": ToolResult(ToolCall("c", "issue_refund", {}), {}, action=ACTION),
    "note.added": ToolResult(ToolCall("c", "add_note", {}), {"note_id": 7}),
    "mail.queued": ToolResult(ToolCall("c", "send_email", {}), {"queued": True}),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text_with_the_same_placeholders(language: str) -> None:
    texts = PROMPTS.texts[language]
    fields = {name: sorted(FIELD.findall(text)) for name, text in texts.items()}
    assert fields == {
        name: sorted(FIELD.findall(text)) for name, text in PROMPTS.texts["en"].items()
    }
    same = {name for name, text in texts.items() if text == PROMPTS.texts["en"][name]}
    assert language == "en" or not same


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TEXTS)
def test_every_fixed_text_passes_the_guard(name: str, language: str) -> None:
    evidence = Evidence(hosts=frozenset({"shop.test"}), canary="canary")
    for tool in ("create_ticket", "handoff_human"):
        if name.split(".")[0] in ("ticket", "human"):
            evidence.add_result(ToolResult(ToolCall("c", tool, {}), {"ok": True}))
    if name in DEEDS:
        evidence.add_result(DEEDS[name])
    if name in RULES:
        evidence.add_result(ToolResult(ToolCall("c", "check_refund_policy", {}), RULES[name]))
    else:
        evidence.add_result(ToolResult(ToolCall("c", "get_order_status", {}), FOUND))
    values = {field: FOUND[field] for field in FIELD.findall(PROMPTS.texts["en"][name])}
    text = PROMPTS.text(name, language, **values)
    verdict = evidence.judge(text, is_composed=True)
    assert verdict.text == text, verdict.reason


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["ticket.opened", "ticket.deadline", "human.handed_off"])
def test_a_text_that_tells_of_a_deed_does_not_pass_without_it(name: str, language: str) -> None:
    assert not Evidence().judge(PROMPTS.text(name, language), is_composed=True).text


@pytest.mark.parametrize("name", DEEDS)
def test_an_english_text_that_tells_of_a_deed_does_not_pass_without_it(name: str) -> None:
    evidence = Evidence()
    evidence.add_result(ToolResult(ToolCall("c", "get_order_status", {}), FOUND))
    assert not evidence.judge(PROMPTS.text(name, "en", to="j•••@b.ie")).text.startswith("I have")


def test_an_unknown_language_falls_back_to_english() -> None:
    greeting = PROMPTS.text("small_talk.greeting", "en")
    assert PROMPTS.text("small_talk.greeting", "xx-YY") == greeting
    assert (
        PROMPTS.text("small_talk.greeting", "de_CH") == PROMPTS.texts["de"]["small_talk.greeting"]
    )


def copy(folder: Path) -> Path:
    shutil.copytree(HOME, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_the_version_changes_with_any_file(tmp_path: Path) -> None:
    home = copy(tmp_path / "prompts")
    assert Prompts.load(home=home).version == PROMPTS.version
    versions = {PROMPTS.version}
    files = [path for path in home.rglob("*") if path.suffix in (".toml", ".md")]
    for path in files:
        path.write_text(path.read_text() + "\n# changed\n")
        versions.add(Prompts.load(home=home).version)
    assert len(versions) == 1 + len(files)


@pytest.mark.parametrize(
    ("file", "text", "named"),
    [
        ("intents.toml", "[a]\npatterns = ['(']\nexamples = []", "intents.toml"),
        ("intents.toml", "nope", "intents.toml"),
        ("intents/de.toml", "[nowhere]\npatterns = []", "de.toml"),
        ("subjects.toml", "[a]\nasks = ['(']", "subjects.toml"),
        ("speech/de.toml", "stop = ''\nbare = ['(']\nleaning = []", "de.toml"),
        ("speech/de.toml", "stop = ''", "speech/de.toml"),
        ("model.toml", "[turn]\ndata = '{secret}'", "model.toml"),
        ("texts/de.toml", "[small_talk]\ngreeting = 'Hallo'", "de.toml"),
    ],
)
def test_a_malformed_file_stops_the_start_by_name(
    tmp_path: Path, file: str, text: str, named: str
) -> None:
    home = copy(tmp_path / "prompts")
    (home / file).write_text(text)
    with pytest.raises(BadSetting, match=re.escape(named)):
        Prompts.load(home=home)


def own(folder: Path, **files: str) -> Path:
    """A folder of a brand's own prompts; `system_de_md` is the file system.de.md."""
    for name, text in files.items():
        *stem, ending = name.split("_")
        path = folder / ("texts" if ending == "toml" else "") / ".".join([*stem, ending])
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text)
    return folder


def test_a_brands_own_files_lie_over_those_beside_the_code(tmp_path: Path) -> None:
    brand = own(
        tmp_path / "brand",
        en_toml="[small_talk]\ngreeting = 'Ahoy!'",
        system_de_md="Du hilfst bei {shop_name}. {canary}",
    )
    prompts = Prompts.load(brand)
    assert prompts.text("small_talk.greeting", "en") == "Ahoy!"
    assert prompts.text("small_talk.thanks", "en") == PROMPTS.text("small_talk.thanks", "en")
    assert prompts.system("Fern", "c-1", "de-AT") == "Du hilfst bei Fern. c-1"
    assert prompts.system("Fern", "c-1", "fr") == PROMPTS.system("Fern", "c-1")
    assert prompts.version != PROMPTS.version


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({"en_toml": "[small_talk]\nhail = 'Ahoy!'"}, "texts/en.toml"),
        ({"en_toml": "[order]\nstatus = 'It is {state}.'"}, "order.status"),
        ({"pl_toml": "[small_talk]\ngreeting = 'Ahoj!'"}, "texts/pl.toml"),
        ({"system_md": "You help at {shop_name}."}, "system.md"),
        ({"system_md": "{shop_name} {canary} {key}"}, "system.md"),
        ({"de-AT_toml": "[small_talk]\nhail = 'Servus!'"}, "texts/de-AT.toml"),
    ],
)
def test_own_files_that_do_not_fit_stop_the_start_by_name(
    tmp_path: Path, files: dict[str, str], named: str
) -> None:
    with pytest.raises(BadSetting, match=re.escape(named)):
        Prompts.load(own(tmp_path / "brand", **files))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="nowhere"):
        Prompts.load(tmp_path / "nowhere")


def test_what_a_region_says_lies_over_its_language(tmp_path: Path) -> None:
    brand = tmp_path / "brand"
    (brand / "texts").mkdir(parents=True)
    (brand / "texts/de-AT.toml").write_text("[small_talk]\ngreeting = 'Servus!'")
    (brand / "system.de-AT.md").write_text("Österreich: {shop_name} {canary}")
    prompts = Prompts.load(brand)
    for locale in ("de-AT", "de_AT", "de-at", "de-AT-1996"):
        assert prompts.text("small_talk.greeting", locale) == "Servus!"
        assert prompts.system("Fern", "c-1", locale) == "Österreich: Fern c-1"
    assert prompts.text("small_talk.thanks", "de-AT") == PROMPTS.text("small_talk.thanks", "de")
    for locale in ("de", "de-CH"):
        assert prompts.text("small_talk.greeting", locale) == PROMPTS.text(
            "small_talk.greeting", "de"
        )
        assert prompts.system("Fern", "c-1", locale) == PROMPTS.system("Fern", "c-1")


PROTOCOL = 'Ask so: {"tool": "<name>", "arguments": {}}\n'


def test_a_brand_may_say_otherwise_what_a_model_is_told_and_what_is_decided(
    tmp_path: Path,
) -> None:
    (tmp_path / "model.toml").write_text("[turn]\nno_answer = '(silence)'")
    (tmp_path / "protocol.md").write_text(PROTOCOL)
    (tmp_path / "policy.toml").write_text("[answer]\nsure = 0.9")
    (tmp_path / "subjects.toml").write_text("[kilns]\nasks = ['kiln']\nwords = 'firing'")
    (tmp_path / "intents.toml").write_text("[human]\npatterns = ['Potter please']")
    (tmp_path / "intents").mkdir()
    (tmp_path / "intents/en.toml").write_text("[human]\nexamples = ['Get me the potter']")
    prompts = Prompts.load(tmp_path)
    assert prompts.told("turn.no_answer") == "(silence)"
    assert prompts.model["repair.ask"] == PROMPTS.model["repair.ask"]
    assert prompts.protocol == PROTOCOL
    assert (prompts.policy.sure, prompts.policy.probable) == (0.9, PROMPTS.policy.probable)
    assert [subject.name for subject in prompts.subjects_of("a kiln", "en")] == ["kilns"]
    human, known = (
        next(rules for rules in some.intents if rules.name == "human")
        for some in (prompts, PROMPTS)
    )
    assert len(human.patterns) == len(known.patterns) + 1
    assert any(pattern.search("the potter please") for pattern in human.patterns)
    assert human.examples == (*known.examples, "Get me the potter")
    assert prompts.version != PROMPTS.version


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("model.toml", "[turn]\nno_answer = '{secret}'"),
        ("model.toml", "[turn]\nanother = 'x'"),
        ("protocol.md", "Ask for a tool in XML."),
        ("policy.toml", "[answer]\nsure = 1.1"),
        ("policy.toml", "[answer]\nsure = 'very'"),
        ("policy.toml", "[answer]\nunsure = 0.1"),
        ("policy.toml", "answer = 1"),
        ("policy.toml", "[refused]\nby_code = ['politics']"),
        ("policy.toml", "[refused]\nby_code = 'abuse'"),
        ("policy.toml", "[refused]\nby_code = ['abuse', 'injection']"),
        ("policy.toml", "[other]\nx = 1"),
        ("intents.toml", "[nowhere]\npatterns = ['x']"),
        ("subjects.toml", "[a]\nasks = ['(']"),
    ],
)
def test_own_files_of_every_kind_are_checked(tmp_path: Path, file: str, text: str) -> None:
    (tmp_path / file).write_text(text)
    with pytest.raises(BadSetting, match=re.escape(file)):
        Prompts.load(tmp_path)
