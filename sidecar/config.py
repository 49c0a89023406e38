"""What whoever runs the container decides: environment, Docker secrets and an optional file.

`DESKHAND_DATA_DIR` sets ``data_dir``, and so on; a file `/run/secrets/deskhand_llm_api_key` sets
``llm_api_key``; `DESKHAND_CONFIG` names a TOML file with the same names in lower case. The
environment wins over secrets, secrets over the file. The key of a provider that is named in
``providers`` may lie in a secret of its own, `deskhand_provider_<name>_api_key`; so may those of a
target in ``ticket_targets``, `deskhand_target_<name>_<field>`.
"""

from __future__ import annotations

import ipaddress
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from sidecar.endpoint import ApiKey, DialectName, Endpoint, Price, Writer
from sidecar.errors import BadSetting
from sidecar.target import SECRETS, Target, checked

ENV_PREFIX = "DESKHAND_"
STANDARD = "standard"  # the version of the Brain that answers without a flag
MAIN = "main"  # the provider that the llm_… settings make
SECRETS_DIR = Path("/run/secrets")
KINDS = ", ".join(SECRETS)  # of targets

Share = Annotated[float, Field(ge=0, le=1)]


class VersionSetting(BaseModel):
    """A version of the Brain: `prompts_dir` lies over the standard's files, and `providers` names
    whom it asks, in order; empty means all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern="^[a-z0-9_-]{1,32}$")]
    prompts_dir: Path | None = None
    providers: tuple[str, ...] = ()


class Config(BaseSettings):
    """Every setting of the sidecar, checked; made by `Config.load`."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, extra="forbid", frozen=True)

    data_dir: Path = Field(
        default=Path("/var/lib/deskhand"), description="Folder of the database and the index."
    )
    key_file: Path = Field(
        default=Path("/var/lib/deskhand-key/store.key"),
        description="Key of the database; made when missing; never inside data_dir.",
    )
    model_dir: Path = Field(
        default=Path("/opt/deskhand/model"), description="Folder of the exported embedding model."
    )
    socket: Path | None = Field(
        default=Path("/run/deskhand/deskhand.sock"),
        description="Unix socket to serve on; empty for none.",
    )
    socket_group: str = Field(
        default="", description="Group, by name or number, that may use the socket."
    )
    listen: str = Field(default="", description="Loopback host:port to serve on; empty for none.")
    allow_remote_listen: bool = Field(
        default=False, description="Let listen name an address that other machines can reach."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least serious records to write."
    )
    traces: Literal["", "console"] = Field(
        default="", description="Where OpenTelemetry spans go; empty for nowhere."
    )

    knowledge_dir: Path | None = Field(
        default=None, description="Folder of files to answer from; empty for none."
    )
    knowledge_url: str = Field(
        default="", description="Public address of that folder's files; empty cites them by title."
    )

    llm_base_url: str = Field(
        default="", description="OpenAI-compatible endpoint; empty answers without a model."
    )
    llm_api_key: ApiKey = Field(default=SecretStr(""), description="Key of that endpoint.")
    llm_model: str = Field(default="", description="Model that plans and answers.")
    llm_input_price: Price | None = Field(
        default=None, description="Price of a million input tokens; 0 for a model that is free."
    )
    llm_output_price: Price | None = Field(
        default=None, description="Price of a million output tokens."
    )
    llm_large_model: str = Field(
        default="", description="Larger model for what the first is not sure of; empty for none."
    )
    llm_large_input_price: Price | None = Field(
        default=None, description="Price of a million of its input tokens; without: the first's."
    )
    llm_large_output_price: Price | None = Field(
        default=None, description="Price of a million of its output tokens."
    )
    llm_dialect: DialectName = Field(
        default="auto", description="What kind of endpoint it is; auto tells it by the address."
    )
    llm_first_piece_s: float = Field(
        default=2.5, gt=0, le=60, description="Seconds to the first word; thinking is none."
    )
    llm_max_answer_tokens: int = Field(
        default=900, ge=16, le=8_192, description="Longest answer, thinking counted."
    )
    llm_temperature: Annotated[float, Field(ge=0, le=2)] | None = Field(
        default=None, description="Temperature of these models; empty: 0.2 to plan, 0.5 to draft."
    )
    llm_tools: Literal["native", "prompt"] = Field(
        default="native", description="Whether tool calls are in the protocol or in the prompt."
    )
    providers: tuple[Endpoint, ...] = Field(
        default=(), max_length=8, description="Endpoints to ask, in order, after the one above."
    )

    prompts_dir: Path | None = Field(
        default=None, description="Folder of the brand's own prompts and texts; empty for none."
    )
    versions: tuple[VersionSetting, ...] = Field(
        default=(),
        max_length=8,
        description="Other versions of the Brain, which flags in WordPress give threads to.",
    )

    ticket_targets: tuple[Target, ...] = Field(
        default=(), max_length=8, description="Other services that hear of tickets and hand-offs."
    )

    turn_deadline_s: float = Field(default=6.0, ge=1, le=60, description="Longest a turn may take.")
    answer_threshold: Share = Field(
        default=0.35, description="Confidence below which nothing is answered from knowledge."
    )
    stale_after_h: float = Field(
        default=48.0, gt=0, le=8_760, description="Hours without a sync after which search is off."
    )
    retention_days: int = Field(
        default=30,
        ge=1,
        le=3_650,
        description="Days transcripts are kept until WordPress says otherwise.",
    )
    messages_per_subject_minute: int = Field(
        default=60, ge=1, le=6_000, description="Shopper messages per person and minute."
    )
    messages_per_site_minute: int = Field(
        default=600, ge=1, le=100_000, description="Shopper messages of the whole site per minute."
    )

    @classmethod
    def load(cls) -> Self:
        """The settings of this process. Raises BadSetting naming the first that is wrong."""
        try:
            return cls()
        except ValidationError as cause:
            raise BadSetting(_sentence(cause)) from None
        except SettingsError as cause:  # its text names the setting, and what it is made of
            names = (
                name
                for name in ("providers", "versions", "ticket_targets")
                if f'"{name}"' in str(cause)
            )
            raise BadSetting(f"{next(names, 'a list')} is not JSON.") from None

    @property
    def chain(self) -> tuple[Endpoint, ...]:
        """The endpoints in the order in which they are asked; empty with none."""
        if not self.llm_base_url:
            return self.providers
        large = Writer(
            self.llm_large_model or self.llm_model,
            self.llm_large_input_price,
            self.llm_large_output_price,
            self.llm_temperature,
        )
        planner = Writer(
            self.llm_model, self.llm_input_price, self.llm_output_price, self.llm_temperature
        )
        first = Endpoint(
            base_url=self.llm_base_url,
            api_key=self.llm_api_key,
            planner=planner,
            drafter=large if self.llm_large_model else None,
            dialect=self.llm_dialect,
            max_answer_tokens=self.llm_max_answer_tokens,
            first_piece_s=self.llm_first_piece_s,
            tools=self.llm_tools,
        )
        return (first, *self.providers)

    @field_validator("versions")
    @classmethod
    def _versions_ask_known_providers(
        cls, value: tuple[VersionSetting, ...], info: ValidationInfo
    ) -> tuple[VersionSetting, ...]:
        known = {endpoint.name for endpoint in info.data.get("providers", ())}
        if info.data.get("llm_base_url"):
            known.add(MAIN)
        names = [STANDARD, *(version.name for version in value)]
        if len(set(names)) < len(names):
            raise ValueError(f"must have names that differ, and none that is {STANDARD}")
        for version in value:
            if unknown := set(version.providers) - known:
                raise ValueError(f"name {min(unknown)}, which is no provider")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        sources = [init_settings, env_settings]
        if SECRETS_DIR.is_dir():
            sources.append(SecretsSettingsSource(settings_cls, SECRETS_DIR))
        path = os.environ.get(ENV_PREFIX + "CONFIG")
        if not path:
            return tuple(sources)
        try:
            tomllib.loads(Path(path).read_text())
        except OSError as cause:
            raise BadSetting(f"config {path} cannot be read: {cause.strerror}.") from None
        except ValueError as cause:
            raise BadSetting(f"config {path} is not TOML: {cause}.") from None
        return (*sources, TomlConfigSettingsSource(settings_cls, Path(path)))

    @field_validator(
        "socket",
        "knowledge_dir",
        "prompts_dir",
        "llm_temperature",
        "llm_input_price",
        "llm_output_price",
        "llm_large_input_price",
        "llm_large_output_price",
        mode="before",
    )
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("key_file")
    @classmethod
    def _key_is_kept_apart(cls, value: Path, info: ValidationInfo) -> Path:
        data_dir: Path | None = info.data.get("data_dir")
        if data_dir is not None and value.resolve().is_relative_to(data_dir.resolve()):
            raise ValueError("must lie outside data_dir, or a copy of one is a copy of both")
        return value

    @field_validator("listen")
    @classmethod
    def _listen_is_an_address(cls, value: str, info: ValidationInfo) -> str:
        if not value:
            if info.data.get("socket", ...) is None:
                raise ValueError("must be set when socket is empty")
            return value
        host, _, port = value.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65_535:
            raise ValueError("must be host:port, such as 127.0.0.1:50051")
        return value

    @field_validator("allow_remote_listen")
    @classmethod
    def _listen_is_loopback(cls, value: bool, info: ValidationInfo) -> bool:
        listen: str = info.data.get("listen", "")
        if listen and not value and not _is_loopback(listen.rpartition(":")[0]):
            raise ValueError("must be true for listen to name anything but a loopback address")
        return value

    @field_validator("llm_base_url", "knowledge_url")
    @classmethod
    def _endpoint_is_http(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("llm_model")
    @classmethod
    def _endpoint_has_a_model(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("llm_base_url") and not value:
            raise ValueError("must be set when llm_base_url is")
        return value

    @field_validator("providers", mode="before")
    @classmethod
    def _keys_may_be_secrets(cls, value: object) -> object:
        if not isinstance(value, list | tuple):
            raise ValueError("must be a list of endpoints")
        return [
            _with_secrets(item, f"deskhand_provider_{item.get('name')}", ("api_key",), "")
            if isinstance(item, Mapping)
            else item
            for item in value
        ]

    @field_validator("providers")
    @classmethod
    def _providers_have_names(
        cls, value: tuple[Endpoint, ...], info: ValidationInfo
    ) -> tuple[Endpoint, ...]:
        names = [endpoint.name for endpoint in value]
        if info.data.get("llm_base_url"):
            names.append(MAIN)
        if len(set(names)) < len(names):
            raise ValueError("must each have a name of their own, and not main beside llm_base_url")
        return value

    @field_validator("ticket_targets", mode="before")
    @classmethod
    def _secrets_lie_apart(cls, value: object) -> object:
        if not isinstance(value, list | tuple):
            raise ValueError("must be a list of targets")
        return [
            _with_secrets(
                item,
                f"deskhand_target_{item.get('name', item.get('kind'))}",
                SECRETS.get(str(item.get("kind")), ()),
            )
            if isinstance(item, Mapping)
            else item
            for item in value
        ]

    @field_validator("ticket_targets")
    @classmethod
    def _targets_go_together(cls, value: tuple[Target, ...]) -> tuple[Target, ...]:
        return checked(value)


def _with_secrets(
    table: Mapping[str, Any], prefix: str, fields: Iterable[str], default: str | None = None
) -> Mapping[str, Any]:
    """The table with each of `fields` that it does not bring itself, from a secret of that name.

    One that has no secret either gets the `default`, if there is one.
    """
    found: dict[str, Any] = {}
    for field in fields:
        try:
            found[field] = (SECRETS_DIR / f"{prefix}_{field}").read_text().strip()
        except FileNotFoundError:
            if default is not None:
                found[field] = default
        except OSError as cause:
            raise ValueError(f"have a secret that cannot be read: {cause.strerror}") from None
    return {**found, **table}


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _sentence(cause: ValidationError) -> str:
    """One sentence on the first wrong setting, without its value, which may be a secret."""
    first = cause.errors(include_url=False, include_input=False)[0]
    first_part, *parts = first["loc"]
    inner = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts]
    name = str(first_part) + "".join(inner)
    problem = first["msg"].removeprefix("Value error, ")
    if first["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        problem = "is not a setting of Deskhand"
    elif first["type"] in ("dataclass_type", "model_attributes_type"):
        problem = "should be a table"
    elif first["type"].startswith("union_tag"):
        name, problem = f"{name}.kind", f"should be one of {KINDS}"
    problem = problem.replace("Input should", "should").replace("Field required", "must be set")
    return f"{name.removeprefix(ENV_PREFIX.lower())} {problem[0].lower()}{problem[1:]}."
