"""The settings of other services: checked at the start, told in a sentence, their secrets apart."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sidecar import config
from sidecar.config import Config
from sidecar.errors import BadSetting
from sidecar.target import SECRETS, GitHub, HelpScout, Linear, Slack, Webhook

GITHUB = {"kind": "github", "repository": "shop/support", "token": "canary-token-1"}
LINEAR = {
    "kind": "linear",
    "team_id": "8a7b1c2d-0000-4000-8000-000000000001",
    "api_key": "canary-key-1",
}
HELP_SCOUT = {
    "kind": "help_scout",
    "mailbox_id": 85,
    "customer_email": "chat@shop.example",
    "app_id": "canary-id-1",
    "app_secret": "canary-secret-1",
}
WEBHOOK = {
    "kind": "webhook",
    "url": "https://desk.example/hook",
    "secret": "canary-0123456789abcdef",
}
SLACK = {"kind": "slack", "channel": "C0123456789", "token": "canary-token-2"}
ALL: tuple[dict[str, Any], ...] = (GITHUB, LINEAR, HELP_SCOUT, WEBHOOK, SLACK)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DESKHAND_CONFIG", raising=False)
    monkeypatch.setattr(config, "SECRETS_DIR", tmp_path / "secrets")


def load(monkeypatch: pytest.MonkeyPatch, value: object) -> Config:
    text = value if isinstance(value, str) else json.dumps(value)
    monkeypatch.setenv("DESKHAND_TICKET_TARGETS", text)
    return Config.load()


def test_each_kind_is_a_target_named_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = (GitHub, Linear, HelpScout, Webhook, Slack)
    for table, kind in zip(ALL, kinds, strict=True):
        (target,) = load(monkeypatch, [table]).ticket_targets
        assert isinstance(target, kind)
        assert target.name == table["kind"]


def test_a_webhook_hears_all_and_slack_no_status(monkeypatch: pytest.MonkeyPatch) -> None:
    hook, slack, quiet = load(
        monkeypatch, [WEBHOOK, SLACK, {**WEBHOOK, "name": "q", "hears": ["handoff"]}]
    ).ticket_targets
    assert set(hook.hears) - set(slack.hears) == {"ticket_status"}
    assert quiet.hears == ("handoff",)


def test_the_file_names_targets_and_secrets_lie_apart(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "deskhand.toml"
    file.write_text(
        """
        [[ticket_targets]]
        kind = "help_scout"
        mailbox_id = 85
        customer_email = "chat@shop.example"
        [[ticket_targets]]
        kind = "webhook"
        name = "erp"
        url = "https://erp.example/hook"
        """
    )
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    for name in ("help_scout_app_id", "help_scout_app_secret", "erp_secret", "erp_previous_secret"):
        (secrets / f"deskhand_target_{name}").write_text(f"canary-{name}-0123456789\n")
    monkeypatch.setenv("DESKHAND_CONFIG", str(file))
    settings = Config.load()
    inbox, hook = settings.ticket_targets
    assert isinstance(inbox, HelpScout)
    assert isinstance(hook, Webhook)
    assert inbox.app_secret.get_secret_value() == "canary-help_scout_app_secret-0123456789"
    assert hook.previous_secret.get_secret_value() == "canary-erp_previous_secret-0123456789"
    assert "canary" not in repr(settings) + str(settings)


def test_every_secret_of_a_target_is_kept_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for table in ALL:
        (target,) = load(monkeypatch, [table]).ticket_targets
        told = re.findall(r"(\w+)=SecretStr", repr(target))
        assert tuple(told) == SECRETS[table["kind"]]


def test_a_secret_that_cannot_be_read_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secrets" / "deskhand_target_github_token").mkdir(parents=True)
    table = {name: value for name, value in GITHUB.items() if name != "token"}
    with pytest.raises(BadSetting, match=r"^ticket_targets have a secret that cannot be read"):
        load(monkeypatch, [table])


def test_loopback_needs_no_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    (target,) = load(monkeypatch, [WEBHOOK | {"url": "http://127.0.0.1:9/h"}]).ticket_targets
    assert isinstance(target, Webhook)


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("canary", "ticket_targets is not JSON."),
        (7, "ticket_targets must be a list of targets."),
        (["canary"], "ticket_targets[0] should be a table."),
        ([{}], "ticket_targets[0].kind should be one of github, linear, help_scout,"),
        ([{"kind": "canary"}], "ticket_targets[0].kind should be one of github, "),
        ([GITHUB | {"canary": 1}], "ticket_targets[0].github.canary is not a setting"),
        ([GITHUB, {"kind": "github"}], "ticket_targets[1].github.repository must be set."),
        ([GITHUB | {"token": ""}], "ticket_targets[0].github.token must be set, in printable"),
        ([GITHUB | {"token": "canary\n1"}], "ticket_targets[0].github.token must be set, in pr"),
        ([GITHUB | {"repository": "shop"}], "ticket_targets[0].github.repository string should"),
        ([GITHUB | {"name": "a b"}], "ticket_targets[0].github.name string should match"),
        ([GITHUB | {"base_url": "http://canary.example"}], "ticket_targets[0].github.base_url mu"),
        ([GITHUB | {"labels": [""]}], "ticket_targets[0].github.labels[0] string should have"),
        ([LINEAR | {"team_id": "SUP"}], "ticket_targets[0].linear.team_id string should match"),
        ([LINEAR | {"api_key": 7}], "ticket_targets[0].linear.api_key should be a valid string"),
        ([HELP_SCOUT | {"mailbox_id": 0}], "ticket_targets[0].help_scout.mailbox_id should be g"),
        ([HELP_SCOUT | {"customer_email": "x"}], "ticket_targets[0].help_scout.customer_email s"),
        ([WEBHOOK | {"url": "http://desk.example"}], "ticket_targets[0].webhook.url must begin "),
        ([WEBHOOK | {"url": "https://canary:pw@desk.example"}], "ticket_targets[0].webhook.url"),
        ([WEBHOOK | {"url": "file:///etc/canary"}], "ticket_targets[0].webhook.url must be an "),
        ([WEBHOOK | {"secret": "canary"}], "ticket_targets[0].webhook.secret must have at leas"),
        ([WEBHOOK | {"previous_secret": "canary"}], "ticket_targets[0].webhook.previous_secret"),
        ([WEBHOOK | {"hears": ["canary"]}], "ticket_targets[0].webhook.hears[0] should be 'tic"),
        ([SLACK | {"channel": "#support"}], "ticket_targets[0].slack.channel string should matc"),
        ([WEBHOOK, WEBHOOK], "ticket_targets must each have a name of their own."),
        ([GITHUB, LINEAR], "ticket_targets may hold one of github, linear and help_scout: a tic"),
        ([SLACK | {"name": f"s{n}"} for n in range(9)], "ticket_targets tuple should have at mo"),
    ],
)
def test_a_wrong_target_is_one_sentence_naming_the_setting(
    monkeypatch: pytest.MonkeyPatch, setting: object, sentence: str
) -> None:
    with pytest.raises(BadSetting) as wrong:
        load(monkeypatch, setting)
    assert wrong.value.text.startswith(sentence)
    assert "canary" not in wrong.value.text.replace("canary is not", "")
    assert "\n" not in wrong.value.text
