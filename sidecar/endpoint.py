"""Where language models are asked, and what they cost; an `Endpoint` that exists was checked."""

from __future__ import annotations

from dataclasses import field, replace
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, JsonValue, SecretStr
from pydantic.dataclasses import dataclass

PLAN_TEMPERATURE = 0.2
DRAFT_TEMPERATURE = 0.5

Price = Annotated[Decimal, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
DialectName = Literal[
    "auto", "compatible", "openai", "azure", "anthropic", "gemini", "ollama", "llamacpp", "vllm"
]

_CONFIG = ConfigDict(extra="forbid", hide_input_in_errors=True)


def _address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return value.rstrip("/")


def _key(value: SecretStr) -> SecretStr:
    key = value.get_secret_value().strip()
    if not (key.isascii() and key.isprintable()):
        raise ValueError("must be printable ASCII")
    return SecretStr(key)


def _named(value: object) -> object:
    """A name alone is a model without prices."""
    return {"model": value} if isinstance(value, str) else value


@dataclass(frozen=True, slots=True, config=_CONFIG)
class Writer:
    """A model and its prices per million tokens; None is one that is not known, 0 is free.

    Without a `temperature` it has that of its part; some models take none at all. `extra` are
    more fields of each request, such as one that tells the model not to think first.
    """

    model: Annotated[str, Field(min_length=1)]
    input_price: Price | None = None
    output_price: Price | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    takes_temperature: bool = True
    extra: dict[str, JsonValue] = field(default_factory=dict)

    @property
    def is_priced(self) -> bool:
        """Whether what it reads or writes has a price."""
        return self.input_price is not None or self.output_price is not None

    def cost_micros(self, input_tokens: int, output_tokens: int) -> int:
        """What the tokens cost, in millionths; 0 as far as no price is known."""
        cost = input_tokens * (self.input_price or 0) + output_tokens * (self.output_price or 0)
        return round(cost)


Address = Annotated[str, AfterValidator(_address)]
ApiKey = Annotated[SecretStr, AfterValidator(_key)]
SomeWriter = Annotated[Writer, BeforeValidator(_named)]


@dataclass(frozen=True, slots=True, config=_CONFIG)
class Endpoint:
    """An OpenAI-compatible endpoint and the models to ask for there; times are in seconds.

    The `drafter`, by default the planner, writes what the planner is not sure of; one without
    prices has the planner's.
    `first_piece_s` is the longest to the first word or call of an answer, of all tries together;
    `stall_s` the longest silence after it. `tools` says whether calls are part of its protocol or
    of the prompt.
    """

    base_url: Address
    api_key: ApiKey
    planner: SomeWriter
    name: Annotated[str, Field(pattern="^[a-z0-9_]{1,32}$")] = "main"
    dialect: DialectName = "auto"
    drafter: SomeWriter | None = None
    max_answer_tokens: Annotated[int, Field(ge=16, le=8_192)] = 900
    first_piece_s: Annotated[float, Field(gt=0, le=60)] = 2.5
    stall_s: Annotated[float, Field(gt=0, le=60)] = 3.0
    tools: Literal["native", "prompt"] = "native"

    @property
    def writers(self) -> tuple[Writer, ...]:
        """The planner, then the drafter where it is another."""
        planner, drafter = self.planner, self.drafter
        if drafter is None:
            return (planner,)
        if not drafter.is_priced:
            prices = (planner.input_price, planner.output_price)
            drafter = replace(drafter, input_price=prices[0], output_price=prices[1])
        return (planner, drafter)

    def writer(self, *, drafts: bool) -> Writer:
        """Who plans, or drafts, with the temperature for it."""
        if not drafts:
            return _at(PLAN_TEMPERATURE, self.planner)
        return _at(DRAFT_TEMPERATURE, self.writers[-1])


def _at(temperature: float, writer: Writer) -> Writer:
    return writer if writer.temperature is not None else replace(writer, temperature=temperature)
