from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from sidecar import config
from sidecar.config import Config
from sidecar.endpoint import Endpoint, Writer
from sidecar.errors import BadSetting


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Config.model_fields:
        monkeypatch.delenv(f"DESKHAND_{name.upper()}", raising=False)
    monkeypatch.delenv("DESKHAND_CONFIG", raising=False)
    monkeypatch.setattr(config, "SECRETS_DIR", tmp_path / "no-secrets")


def test_the_defaults_hold_together() -> None:
    settings = Config.load()
    assert settings.turn_deadline_s == 6
    assert settings.stale_after_h == 48
    assert settings.listen == ""
    assert settings.llm_base_url == ""


def test_every_setting_is_heeded_somewhere() -> None:
    package = Path(config.__file__).parent
    code = "".join(path.read_text() for path in package.rglob("*.py"))
    read = set(re.findall(r"\b(?:config|self)\.(\w+)", code))
    unread = [name for name in Config.model_fields if name not in read]
    assert unread == ["allow_remote_listen"]  # heeded where `listen` is checked


def test_the_environment_wins_over_secrets_and_secrets_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "deskhand_llm_model").write_text("from-secret")
    (secrets / "deskhand_llm_output_price").write_text("2.5")
    monkeypatch.setattr(config, "SECRETS_DIR", secrets)
    file = tmp_path / "deskhand.toml"
    file.write_text('llm_model = "file"\nllm_output_price = 9\nsocket_group = "www-data"\n')
    monkeypatch.setenv("DESKHAND_CONFIG", str(file))
    monkeypatch.setenv("DESKHAND_LLM_MODEL", "from-environment")

    settings = Config.load()

    assert settings.llm_model == "from-environment"
    assert settings.llm_output_price == Decimal("2.5")
    assert settings.socket_group == "www-data"


def test_a_secret_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKHAND_LLM_API_KEY", "sk-canary-123")
    settings = Config.load()
    assert settings.llm_api_key.get_secret_value() == "sk-canary-123"
    assert "canary" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("TURN_DEADLINE_S", "soon", "number"),
        ("TURN_DEADLINE_S", "0.5", "greater than"),
        ("STALE_AFTER_H", "0", "greater than"),
        ("ANSWER_THRESHOLD", "1.5", "less than"),
        ("LOG_LEVEL", "loud", "'debug'"),
        ("LISTEN", "50051", "host:port"),
        ("LISTEN", "127.0.0.1:99999", "host:port"),
        ("LLM_BASE_URL", "ftp://models.example", "http://"),
        ("LLM_INPUT_PRICE", "-1", "greater than"),
        ("LLM_API_KEY", "sk-…", "printable ASCII"),
        ("LLM_OUTPUT_PRICE", "NaN", "finite"),
        ("RETENTION_DAYS", "0", "greater than"),
    ],
)
def test_a_wrong_value_is_one_sentence_naming_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, problem: str
) -> None:
    monkeypatch.setenv(f"DESKHAND_{name}", value)
    with pytest.raises(BadSetting) as wrong:
        Config.load()
    assert wrong.value.text.startswith(name.lower() + " ")
    assert problem in wrong.value.text
    assert "\n" not in wrong.value.text


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "shop.example", "[::]"])
def test_other_machines_are_refused_unless_allowed(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("DESKHAND_LISTEN", f"{host}:50051")
    with pytest.raises(BadSetting, match="allow_remote_listen"):
        Config.load()
    monkeypatch.setenv("DESKHAND_ALLOW_REMOTE_LISTEN", "true")
    assert Config.load().listen == f"{host}:50051"


@pytest.mark.parametrize("address", ["127.0.0.1:50051", "[::1]:50051", "localhost:0"])
def test_loopback_needs_no_permission(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DESKHAND_LISTEN", address)
    assert Config.load().listen == address


def test_somewhere_must_be_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKHAND_SOCKET", "")
    monkeypatch.setenv("DESKHAND_LISTEN", "")
    with pytest.raises(BadSetting, match="listen"):
        Config.load()
    monkeypatch.setenv("DESKHAND_LISTEN", "127.0.0.1:50051")
    assert Config.load().socket is None


def test_a_key_inside_the_data_folder_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DESKHAND_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DESKHAND_KEY_FILE", str(tmp_path / "data" / ".." / "data" / "store.key"))
    with pytest.raises(BadSetting, match=r"^key_file must lie outside data_dir"):
        Config.load()


def test_an_endpoint_without_a_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKHAND_LLM_BASE_URL", "http://127.0.0.1:8080/v1")
    with pytest.raises(BadSetting, match="llm_model"):
        Config.load()


@pytest.mark.parametrize(
    ("versions", "problem"),
    [
        ('[{"name": "new", "providers": ["third"]}]', "versions name third, which is no provider"),
        ('[{"name": "standard"}]', "versions must have names that differ"),
        ('[{"name": "new"}, {"name": "new"}]', "versions must have names that differ"),
        ('[{"name": "a b"}]', "versions"),
        ("[{]", "versions is not JSON"),
    ],
)
def test_a_version_that_cannot_be_is_refused(
    monkeypatch: pytest.MonkeyPatch, versions: str, problem: str
) -> None:
    monkeypatch.setenv("DESKHAND_VERSIONS", versions)
    with pytest.raises(BadSetting, match=problem):
        Config.load()


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "cannot be read"), ("data_dir = ", "is not TOML"), ("datadir = '/x'", "datadir")],
)
def test_a_wrong_file_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None, problem: str
) -> None:
    file = tmp_path / "deskhand.toml"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("DESKHAND_CONFIG", str(file))
    with pytest.raises(BadSetting, match=problem):
        Config.load()


def test_a_wrong_secret_is_not_repeated_in_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKHAND_LLM_BASE_URL", "sk-canary-123")
    with pytest.raises(BadSetting) as wrong:
        Config.load()
    assert "canary" not in wrong.value.text


def test_the_folder_of_files_is_none_unless_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKHAND_KNOWLEDGE_DIR", "")
    assert Config.load().knowledge_dir is None
    monkeypatch.setenv("DESKHAND_KNOWLEDGE_DIR", "/knowledge")
    monkeypatch.setenv("DESKHAND_KNOWLEDGE_URL", "https://shop.example/files/")
    assert Config.load().knowledge_dir == Path("/knowledge")
    assert Config.load().knowledge_url == "https://shop.example/files"
    monkeypatch.setenv("DESKHAND_KNOWLEDGE_URL", "shop.example/files")
    with pytest.raises(BadSetting, match=r"^knowledge_url must begin with http"):
        Config.load()


def test_the_short_settings_come_first_in_the_chain(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "deskhand.toml"
    file.write_text(
        """
        llm_base_url = "https://one.example/v1/"
        llm_model = "small"
        llm_input_price = 0.15
        llm_large_model = "large"
        llm_large_output_price = 10
        [[providers]]
        name = "two"
        base_url = "https://two.example/v1"
        api_key = "sk-canary-2"
        dialect = "vllm"
        planner = { model = "a", input_price = 1, temperature = 0 }
        drafter = { model = "b", output_price = 2, takes_temperature = false }
        max_answer_tokens = 400
        first_piece_s = 8
        stall_s = 4
        tools = "prompt"
        [[providers]]
        name = "three"
        base_url = "http://127.0.0.1:11434/v1"
        planner = "c"
        """
    )
    monkeypatch.setenv("DESKHAND_CONFIG", str(file))
    settings = Config.load()
    one, two, three = settings.chain
    assert one == Endpoint(
        "https://one.example/v1",
        SecretStr(""),
        Writer("small", Decimal("0.15")),
        drafter=Writer("large", None, Decimal(10)),
    )
    assert two == Endpoint(
        "https://two.example/v1",
        SecretStr("sk-canary-2"),
        Writer("a", Decimal(1), temperature=0.0),
        name="two",
        dialect="vllm",
        drafter=Writer("b", output_price=Decimal(2), takes_temperature=False),
        max_answer_tokens=400,
        first_piece_s=8,
        stall_s=4,
        tools="prompt",
    )
    assert (three.planner, three.drafter) == (Writer("c"), None)
    assert "canary" not in repr(settings) + str(settings)


def test_a_price_that_is_empty_is_not_set_and_one_of_0_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKHAND_LLM_INPUT_PRICE", "")
    monkeypatch.setenv("DESKHAND_LLM_LARGE_INPUT_PRICE", "0")
    settings = Config.load()
    assert settings.llm_input_price is None
    assert settings.llm_large_input_price == Decimal(0)


def test_without_an_endpoint_the_chain_is_empty() -> None:
    assert Config.load().chain == ()


def test_a_provider_may_have_its_key_in_a_secret_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(config, "SECRETS_DIR", tmp_path)
    (tmp_path / "deskhand_provider_two_api_key").write_text("sk-canary-2\n")
    monkeypatch.setenv(
        "DESKHAND_PROVIDERS",
        '[{"name": "two", "base_url": "http://x", "planner": "m"},'
        ' {"name": "three", "base_url": "http://x", "planner": "m", "api_key": "sk-3"}]',
    )
    keys = [endpoint.api_key.get_secret_value() for endpoint in Config.load().chain]
    assert keys == ["sk-canary-2", "sk-3"]


def test_a_secret_that_cannot_be_read_is_told_without_its_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(config, "SECRETS_DIR", tmp_path)
    (tmp_path / "deskhand_provider_two_api_key").mkdir()
    monkeypatch.setenv(
        "DESKHAND_PROVIDERS", '[{"name": "two", "base_url": "http://x", "planner": "m"}]'
    )
    with pytest.raises(BadSetting, match=r"^providers have a secret that cannot be read"):
        Config.load()


GOOD = {"name": "two", "base_url": "http://x", "planner": "m", "api_key": "sk-canary-1"}


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("sk-canary-1", "providers is not JSON."),
        (7, "providers must be a list of endpoints."),
        (["sk-canary-1"], "providers[0] should be a table."),
        ([{"name": "two"}], "providers[0].base_url must be set."),
        ([GOOD | {"base_url": "sk-canary-1"}], "providers[0].base_url must begin with http"),
        ([GOOD, GOOD], "providers must each have a name of their own"),
        ([GOOD | {"name": "a b"}], "providers[0].name string should match"),
        ([GOOD | {"sk": 1}], "providers[0].sk is not a setting of Deskhand."),
        ([GOOD | {"planner": ""}], "providers[0].planner.model string should have at least 1"),
        ([GOOD | {"planner": 7}], "providers[0].planner should be a table."),
        (
            [GOOD | {"drafter": {"model": "m", "input_price": -1}}],
            "providers[0].drafter.input_price should be greater than or equal to 0.",
        ),
        (
            [GOOD, GOOD | {"name": "b", "planner": {"model": "m", "temperature": 3}}],
            "providers[1].planner.temperature should be less than or equal to 2.",
        ),
        ([GOOD | {"dialect": "klingon"}], "providers[0].dialect should be 'auto', "),
        ([GOOD | {"tools": "none"}], "providers[0].tools should be 'native' or 'prompt'."),
        ([GOOD | {"first_piece_s": 0}], "providers[0].first_piece_s should be greater than 0."),
        ([GOOD | {"max_answer_tokens": 1}], "providers[0].max_answer_tokens should be greater"),
        ([GOOD | {"api_key": "sk-canary-1\n2"}], "providers[0].api_key must be printable ASCII."),
        ([GOOD | {"api_key": 7}], "providers[0].api_key should be a valid string."),
    ],
)
def test_a_wrong_provider_is_one_sentence_naming_the_setting(
    monkeypatch: pytest.MonkeyPatch, setting: object, sentence: str
) -> None:
    text = setting if isinstance(setting, str) else json.dumps(setting)
    monkeypatch.setenv("DESKHAND_PROVIDERS", text)
    with pytest.raises(BadSetting) as wrong:
        Config.load()
    assert wrong.value.text.startswith(sentence)
    assert "canary" not in wrong.value.text
    assert "\n" not in wrong.value.text


def test_main_is_the_name_of_the_short_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKHAND_PROVIDERS", json.dumps([GOOD | {"name": "main"}]))
    assert Config.load().chain[0].name == "main"
    monkeypatch.setenv("DESKHAND_LLM_BASE_URL", "http://x")
    monkeypatch.setenv("DESKHAND_LLM_MODEL", "m")
    with pytest.raises(BadSetting, match="not main beside llm_base_url"):
        Config.load()


def test_the_endpoint_of_the_simple_settings_can_be_slow_thoughtful_and_without_tools(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {
        "BASE_URL": "http://127.0.0.1:1234/v1", "MODEL": "m", "LARGE_MODEL": "l",
        "FIRST_PIECE_S": "20", "MAX_ANSWER_TOKENS": "4000", "TEMPERATURE": "0", "TOOLS": "prompt",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"DESKHAND_LLM_{name}", value)
    [endpoint] = Config.load().chain
    assert (endpoint.first_piece_s, endpoint.max_answer_tokens) == (20.0, 4000)
    assert endpoint.tools == "prompt"
    assert [endpoint.writer(drafts=drafts).temperature for drafts in (False, True)] == [0, 0]
    monkeypatch.setenv("DESKHAND_LLM_TEMPERATURE", "")
    [endpoint] = Config.load().chain
    assert [endpoint.writer(drafts=drafts).temperature for drafts in (False, True)] == [0.2, 0.5]
