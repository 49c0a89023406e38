"""Which other services hear of tickets and of calls for people; a target that exists was checked.

A tracker (GitHub, Linear, Help Scout) records tickets, one tracker a shop; webhooks and Slack are
told of what happens. Where `with_contact` is not set, who wrote is taken out of what is sent.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field, SecretStr
from pydantic.dataclasses import dataclass

About = Literal["ticket", "ticket_status", "handoff", "takeover", "notice"]
TRACKERS = frozenset({"github", "linear", "help_scout"})
RECORDED: tuple[About, ...] = ("ticket", "ticket_status")
ALL: tuple[About, ...] = ("ticket", "ticket_status", "handoff", "takeover", "notice")
CALLS: tuple[About, ...] = ("ticket", "handoff", "takeover", "notice")
# What of a target of each kind may lie in a file of its own, `deskhand_target_<name>_<field>`.
SECRETS: Mapping[str, tuple[str, ...]] = {
    "github": ("token",),
    "linear": ("api_key",),
    "help_scout": ("app_id", "app_secret"),
    "webhook": ("secret", "previous_secret"),
    "slack": ("token",),
}
MIN_SECRET_CHARS = 16

_CONFIG = ConfigDict(extra="forbid", hide_input_in_errors=True)


def _https(value: str) -> str:
    """An address that nobody on the way can read."""
    parts = urlsplit(value)
    if parts.username or parts.password or parts.fragment or not parts.hostname:
        raise ValueError("must be an address with a host, and without a password")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname)):
        raise ValueError("must begin with https://")
    return value.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _given(value: SecretStr) -> SecretStr:
    secret = value.get_secret_value().strip()
    if not secret or not (secret.isascii() and secret.isprintable()):
        raise ValueError("must be set, in printable ASCII")
    return SecretStr(secret)


def _strong(value: SecretStr) -> SecretStr:
    if len(_given(value).get_secret_value()) < MIN_SECRET_CHARS:
        raise ValueError(f"must have at least {MIN_SECRET_CHARS} characters")
    return _given(value)


def _strong_or_none(value: SecretStr) -> SecretStr:
    return _strong(value) if value.get_secret_value().strip() else SecretStr("")


Address = Annotated[str, AfterValidator(_https)]
Secret = Annotated[SecretStr, AfterValidator(_given)]
SigningSecret = Annotated[SecretStr, AfterValidator(_strong)]
OldSecret = Annotated[SecretStr, AfterValidator(_strong_or_none)]
Name = Annotated[str, Field(pattern="^[a-z0-9_]{1,32}$")]
Label = Annotated[str, Field(min_length=1, max_length=50)]


@dataclass(frozen=True, slots=True, config=_CONFIG)
class GitHub:
    """Issues of one repository, `owner/name`; a public one needs `allow_public`."""

    kind: Literal["github"]
    repository: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}$")]
    token: Secret
    name: Name = "github"
    base_url: Address = "https://api.github.com"
    labels: tuple[Label, ...] = ("deskhand",)
    allow_public: bool = False
    with_contact: bool = False

    @property
    def hears(self) -> tuple[About, ...]:
        """What it is told of."""
        return RECORDED


@dataclass(frozen=True, slots=True, config=_CONFIG)
class Linear:
    """Issues of one team, named by its id."""

    kind: Literal["linear"]
    team_id: Annotated[str, Field(pattern="^[0-9a-fA-F-]{36}$")]
    api_key: Secret
    name: Name = "linear"
    base_url: Address = "https://api.linear.app"
    with_contact: bool = False

    @property
    def hears(self) -> tuple[About, ...]:
        """What it is told of."""
        return RECORDED


@dataclass(frozen=True, slots=True, config=_CONFIG)
class HelpScout:
    """Conversations of one inbox, with the shopper as the customer.

    `customer_email` stands in for shoppers who left no address.
    """

    kind: Literal["help_scout"]
    mailbox_id: Annotated[int, Field(ge=1)]
    customer_email: Annotated[str, Field(pattern=r"^[^@\s]{1,64}@[^@\s]{3,189}$")]
    app_id: Secret
    app_secret: Secret
    name: Name = "help_scout"
    base_url: Address = "https://api.helpscout.net"
    with_contact: bool = True

    @property
    def hears(self) -> tuple[About, ...]:
        """What it is told of."""
        return RECORDED


@dataclass(frozen=True, slots=True, config=_CONFIG)
class Webhook:
    """A web address of the owner's own; signed with `secret`, and the previous one while it is."""

    kind: Literal["webhook"]
    url: Address
    secret: SigningSecret
    previous_secret: OldSecret = SecretStr("")
    name: Name = "webhook"
    hears: tuple[About, ...] = ALL
    with_contact: bool = False


@dataclass(frozen=True, slots=True, config=_CONFIG)
class Slack:
    """A channel, by its id, that a bot writes to."""

    kind: Literal["slack"]
    channel: Annotated[str, Field(pattern="^[CGD][A-Z0-9]{5,20}$")]
    token: Secret
    name: Name = "slack"
    base_url: Address = "https://slack.com/api"
    hears: tuple[About, ...] = CALLS
    with_contact: bool = False


Target = Annotated[GitHub | Linear | HelpScout | Webhook | Slack, Field(discriminator="kind")]


def checked(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """The targets, when they go together. Raises ValueError."""
    names = [target.name for target in targets]
    if len(set(names)) < len(names):
        raise ValueError("must each have a name of their own")
    if sum(target.kind in TRACKERS for target in targets) > 1:
        raise ValueError("may hold one of github, linear and help_scout: a ticket has one record")
    return targets
