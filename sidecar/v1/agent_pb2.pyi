from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Outcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OUTCOME_UNSPECIFIED: _ClassVar[Outcome]
    OUTCOME_ANSWERED: _ClassVar[Outcome]
    OUTCOME_UNANSWERED: _ClassVar[Outcome]
    OUTCOME_HANDED_OFF: _ClassVar[Outcome]
    OUTCOME_TICKET: _ClassVar[Outcome]
    OUTCOME_REFUSED: _ClassVar[Outcome]
    OUTCOME_STOPPED: _ClassVar[Outcome]
    OUTCOME_WITH_PERSON: _ClassVar[Outcome]

class Rating(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RATING_UNSPECIFIED: _ClassVar[Rating]
    RATING_UP: _ClassVar[Rating]
    RATING_DOWN: _ClassVar[Rating]

class Author(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AUTHOR_UNSPECIFIED: _ClassVar[Author]
    AUTHOR_SHOPPER: _ClassVar[Author]
    AUTHOR_AGENT: _ClassVar[Author]
    AUTHOR_STAFF: _ClassVar[Author]
OUTCOME_UNSPECIFIED: Outcome
OUTCOME_ANSWERED: Outcome
OUTCOME_UNANSWERED: Outcome
OUTCOME_HANDED_OFF: Outcome
OUTCOME_TICKET: Outcome
OUTCOME_REFUSED: Outcome
OUTCOME_STOPPED: Outcome
OUTCOME_WITH_PERSON: Outcome
RATING_UNSPECIFIED: Rating
RATING_UP: Rating
RATING_DOWN: Rating
AUTHOR_UNSPECIFIED: Author
AUTHOR_SHOPPER: Author
AUTHOR_AGENT: Author
AUTHOR_STAFF: Author

class Page(_message.Message):
    __slots__ = ("url", "product_id", "locale")
    URL_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    LOCALE_FIELD_NUMBER: _ClassVar[int]
    url: str
    product_id: int
    locale: str
    def __init__(self, url: _Optional[str] = ..., product_id: _Optional[int] = ..., locale: _Optional[str] = ...) -> None: ...

class KnownField(_message.Message):
    __slots__ = ("kind", "value")
    KIND_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    kind: str
    value: str
    def __init__(self, kind: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

class ToolSpec(_message.Message):
    __slots__ = ("name", "description", "input_schema_json", "output_schema_json", "read_only", "destructive", "idempotent")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    INPUT_SCHEMA_JSON_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_SCHEMA_JSON_FIELD_NUMBER: _ClassVar[int]
    READ_ONLY_FIELD_NUMBER: _ClassVar[int]
    DESTRUCTIVE_FIELD_NUMBER: _ClassVar[int]
    IDEMPOTENT_FIELD_NUMBER: _ClassVar[int]
    name: str
    description: str
    input_schema_json: str
    output_schema_json: str
    read_only: bool
    destructive: bool
    idempotent: bool
    def __init__(self, name: _Optional[str] = ..., description: _Optional[str] = ..., input_schema_json: _Optional[str] = ..., output_schema_json: _Optional[str] = ..., read_only: _Optional[bool] = ..., destructive: _Optional[bool] = ..., idempotent: _Optional[bool] = ...) -> None: ...

class ChatRequest(_message.Message):
    __slots__ = ("thread_id", "message_id", "text", "after_seq", "wait_ms", "page", "tools", "known_fields", "trace", "return_address")
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    AFTER_SEQ_FIELD_NUMBER: _ClassVar[int]
    WAIT_MS_FIELD_NUMBER: _ClassVar[int]
    PAGE_FIELD_NUMBER: _ClassVar[int]
    TOOLS_FIELD_NUMBER: _ClassVar[int]
    KNOWN_FIELDS_FIELD_NUMBER: _ClassVar[int]
    TRACE_FIELD_NUMBER: _ClassVar[int]
    RETURN_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    thread_id: str
    message_id: str
    text: str
    after_seq: int
    wait_ms: int
    page: Page
    tools: _containers.RepeatedCompositeFieldContainer[ToolSpec]
    known_fields: _containers.RepeatedCompositeFieldContainer[KnownField]
    trace: bool
    return_address: str
    def __init__(self, thread_id: _Optional[str] = ..., message_id: _Optional[str] = ..., text: _Optional[str] = ..., after_seq: _Optional[int] = ..., wait_ms: _Optional[int] = ..., page: _Optional[_Union[Page, _Mapping]] = ..., tools: _Optional[_Iterable[_Union[ToolSpec, _Mapping]]] = ..., known_fields: _Optional[_Iterable[_Union[KnownField, _Mapping]]] = ..., trace: _Optional[bool] = ..., return_address: _Optional[str] = ...) -> None: ...

class ChatEvent(_message.Message):
    __slots__ = ("seq", "message_id", "at_unix_ms", "started", "step", "delta", "citation", "card", "tool_request", "replaced", "handed_off", "ticket", "ticket_offer", "done", "failed", "trace", "approval_offer")
    SEQ_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    AT_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    STARTED_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    DELTA_FIELD_NUMBER: _ClassVar[int]
    CITATION_FIELD_NUMBER: _ClassVar[int]
    CARD_FIELD_NUMBER: _ClassVar[int]
    TOOL_REQUEST_FIELD_NUMBER: _ClassVar[int]
    REPLACED_FIELD_NUMBER: _ClassVar[int]
    HANDED_OFF_FIELD_NUMBER: _ClassVar[int]
    TICKET_FIELD_NUMBER: _ClassVar[int]
    TICKET_OFFER_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    FAILED_FIELD_NUMBER: _ClassVar[int]
    TRACE_FIELD_NUMBER: _ClassVar[int]
    APPROVAL_OFFER_FIELD_NUMBER: _ClassVar[int]
    seq: int
    message_id: str
    at_unix_ms: int
    started: Started
    step: Step
    delta: Delta
    citation: Citation
    card: Card
    tool_request: ToolRequest
    replaced: Replaced
    handed_off: HandedOff
    ticket: Ticket
    ticket_offer: TicketOffer
    done: Done
    failed: Failed
    trace: Trace
    approval_offer: ApprovalOffer
    def __init__(self, seq: _Optional[int] = ..., message_id: _Optional[str] = ..., at_unix_ms: _Optional[int] = ..., started: _Optional[_Union[Started, _Mapping]] = ..., step: _Optional[_Union[Step, _Mapping]] = ..., delta: _Optional[_Union[Delta, _Mapping]] = ..., citation: _Optional[_Union[Citation, _Mapping]] = ..., card: _Optional[_Union[Card, _Mapping]] = ..., tool_request: _Optional[_Union[ToolRequest, _Mapping]] = ..., replaced: _Optional[_Union[Replaced, _Mapping]] = ..., handed_off: _Optional[_Union[HandedOff, _Mapping]] = ..., ticket: _Optional[_Union[Ticket, _Mapping]] = ..., ticket_offer: _Optional[_Union[TicketOffer, _Mapping]] = ..., done: _Optional[_Union[Done, _Mapping]] = ..., failed: _Optional[_Union[Failed, _Mapping]] = ..., trace: _Optional[_Union[Trace, _Mapping]] = ..., approval_offer: _Optional[_Union[ApprovalOffer, _Mapping]] = ...) -> None: ...

class Trace(_message.Message):
    __slots__ = ("kind", "text", "detail_json", "took_ms", "cost_micros")
    KIND_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    DETAIL_JSON_FIELD_NUMBER: _ClassVar[int]
    TOOK_MS_FIELD_NUMBER: _ClassVar[int]
    COST_MICROS_FIELD_NUMBER: _ClassVar[int]
    kind: str
    text: str
    detail_json: str
    took_ms: float
    cost_micros: int
    def __init__(self, kind: _Optional[str] = ..., text: _Optional[str] = ..., detail_json: _Optional[str] = ..., took_ms: _Optional[float] = ..., cost_micros: _Optional[int] = ...) -> None: ...

class Started(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Step(_message.Message):
    __slots__ = ("name", "text")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    name: str
    text: str
    def __init__(self, name: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class Delta(_message.Message):
    __slots__ = ("text",)
    TEXT_FIELD_NUMBER: _ClassVar[int]
    text: str
    def __init__(self, text: _Optional[str] = ...) -> None: ...

class Citation(_message.Message):
    __slots__ = ("passage_id", "title", "url", "section")
    PASSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    SECTION_FIELD_NUMBER: _ClassVar[int]
    passage_id: str
    title: str
    url: str
    section: str
    def __init__(self, passage_id: _Optional[str] = ..., title: _Optional[str] = ..., url: _Optional[str] = ..., section: _Optional[str] = ...) -> None: ...

class Card(_message.Message):
    __slots__ = ("kind", "id")
    KIND_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    kind: str
    id: int
    def __init__(self, kind: _Optional[str] = ..., id: _Optional[int] = ...) -> None: ...

class ToolRequest(_message.Message):
    __slots__ = ("call_id", "name", "arguments_json", "deadline_unix_ms")
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ARGUMENTS_JSON_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    name: str
    arguments_json: str
    deadline_unix_ms: int
    def __init__(self, call_id: _Optional[str] = ..., name: _Optional[str] = ..., arguments_json: _Optional[str] = ..., deadline_unix_ms: _Optional[int] = ...) -> None: ...

class Replaced(_message.Message):
    __slots__ = ("reason",)
    REASON_FIELD_NUMBER: _ClassVar[int]
    reason: str
    def __init__(self, reason: _Optional[str] = ...) -> None: ...

class HandedOff(_message.Message):
    __slots__ = ("queue_position", "hours", "is_away", "away_text", "opens_unix_ms")
    QUEUE_POSITION_FIELD_NUMBER: _ClassVar[int]
    HOURS_FIELD_NUMBER: _ClassVar[int]
    IS_AWAY_FIELD_NUMBER: _ClassVar[int]
    AWAY_TEXT_FIELD_NUMBER: _ClassVar[int]
    OPENS_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    queue_position: int
    hours: str
    is_away: bool
    away_text: str
    opens_unix_ms: int
    def __init__(self, queue_position: _Optional[int] = ..., hours: _Optional[str] = ..., is_away: _Optional[bool] = ..., away_text: _Optional[str] = ..., opens_unix_ms: _Optional[int] = ...) -> None: ...

class Ticket(_message.Message):
    __slots__ = ("ticket_id", "subject")
    TICKET_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    ticket_id: str
    subject: str
    def __init__(self, ticket_id: _Optional[str] = ..., subject: _Optional[str] = ...) -> None: ...

class TicketOffer(_message.Message):
    __slots__ = ("subject", "body")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    subject: str
    body: str
    def __init__(self, subject: _Optional[str] = ..., body: _Optional[str] = ...) -> None: ...

class ApprovalOffer(_message.Message):
    __slots__ = ("approval_id", "summary", "by_shopper")
    APPROVAL_ID_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    BY_SHOPPER_FIELD_NUMBER: _ClassVar[int]
    approval_id: str
    summary: str
    by_shopper: bool
    def __init__(self, approval_id: _Optional[str] = ..., summary: _Optional[str] = ..., by_shopper: _Optional[bool] = ...) -> None: ...

class Usage(_message.Message):
    __slots__ = ("input_tokens", "output_tokens", "cost_micros")
    INPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    COST_MICROS_FIELD_NUMBER: _ClassVar[int]
    input_tokens: int
    output_tokens: int
    cost_micros: int
    def __init__(self, input_tokens: _Optional[int] = ..., output_tokens: _Optional[int] = ..., cost_micros: _Optional[int] = ...) -> None: ...

class Done(_message.Message):
    __slots__ = ("outcome", "confidence", "usage")
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    USAGE_FIELD_NUMBER: _ClassVar[int]
    outcome: Outcome
    confidence: float
    usage: Usage
    def __init__(self, outcome: _Optional[_Union[Outcome, str]] = ..., confidence: _Optional[float] = ..., usage: _Optional[_Union[Usage, _Mapping]] = ...) -> None: ...

class Failed(_message.Message):
    __slots__ = ("reason", "text")
    REASON_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    reason: str
    text: str
    def __init__(self, reason: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class ToolError(_message.Message):
    __slots__ = ("code", "message")
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    code: str
    message: str
    def __init__(self, code: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class Contact(_message.Message):
    __slots__ = ("name", "email")
    NAME_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    name: str
    email: str
    def __init__(self, name: _Optional[str] = ..., email: _Optional[str] = ...) -> None: ...

class ToolCallRequest(_message.Message):
    __slots__ = ("request_id", "thread_id", "name", "arguments_json", "contact")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ARGUMENTS_JSON_FIELD_NUMBER: _ClassVar[int]
    CONTACT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    thread_id: str
    name: str
    arguments_json: str
    contact: Contact
    def __init__(self, request_id: _Optional[str] = ..., thread_id: _Optional[str] = ..., name: _Optional[str] = ..., arguments_json: _Optional[str] = ..., contact: _Optional[_Union[Contact, _Mapping]] = ...) -> None: ...

class ToolCallResponse(_message.Message):
    __slots__ = ("result_json", "error")
    RESULT_JSON_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    result_json: str
    error: ToolError
    def __init__(self, result_json: _Optional[str] = ..., error: _Optional[_Union[ToolError, _Mapping]] = ...) -> None: ...

class ReturnToolResultRequest(_message.Message):
    __slots__ = ("thread_id", "message_id", "call_id", "result_json", "error", "action", "deferred")
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    RESULT_JSON_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    DEFERRED_FIELD_NUMBER: _ClassVar[int]
    thread_id: str
    message_id: str
    call_id: str
    result_json: str
    error: ToolError
    action: SealedAction
    deferred: _containers.RepeatedCompositeFieldContainer[DeferredJob]
    def __init__(self, thread_id: _Optional[str] = ..., message_id: _Optional[str] = ..., call_id: _Optional[str] = ..., result_json: _Optional[str] = ..., error: _Optional[_Union[ToolError, _Mapping]] = ..., action: _Optional[_Union[SealedAction, _Mapping]] = ..., deferred: _Optional[_Iterable[_Union[DeferredJob, _Mapping]]] = ...) -> None: ...

class SealedAction(_message.Message):
    __slots__ = ("sealed", "summary", "by_shopper", "expires_unix_ms")
    SEALED_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    BY_SHOPPER_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    sealed: str
    summary: str
    by_shopper: bool
    expires_unix_ms: int
    def __init__(self, sealed: _Optional[str] = ..., summary: _Optional[str] = ..., by_shopper: _Optional[bool] = ..., expires_unix_ms: _Optional[int] = ...) -> None: ...

class DeferredJob(_message.Message):
    __slots__ = ("kind", "payload_json")
    KIND_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_JSON_FIELD_NUMBER: _ClassVar[int]
    kind: str
    payload_json: str
    def __init__(self, kind: _Optional[str] = ..., payload_json: _Optional[str] = ...) -> None: ...

class ReturnToolResultResponse(_message.Message):
    __slots__ = ("accepted",)
    ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    accepted: bool
    def __init__(self, accepted: _Optional[bool] = ...) -> None: ...

class StopTurnRequest(_message.Message):
    __slots__ = ("thread_id", "message_id")
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    thread_id: str
    message_id: str
    def __init__(self, thread_id: _Optional[str] = ..., message_id: _Optional[str] = ...) -> None: ...

class StopTurnResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class RateTurnRequest(_message.Message):
    __slots__ = ("thread_id", "message_id", "rating", "reason")
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    RATING_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    thread_id: str
    message_id: str
    rating: Rating
    reason: str
    def __init__(self, thread_id: _Optional[str] = ..., message_id: _Optional[str] = ..., rating: _Optional[_Union[Rating, str]] = ..., reason: _Optional[str] = ...) -> None: ...

class RateTurnResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetThreadRequest(_message.Message):
    __slots__ = ("thread_id", "limit", "is_present")
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    IS_PRESENT_FIELD_NUMBER: _ClassVar[int]
    thread_id: str
    limit: int
    is_present: bool
    def __init__(self, thread_id: _Optional[str] = ..., limit: _Optional[int] = ..., is_present: _Optional[bool] = ...) -> None: ...

class Message(_message.Message):
    __slots__ = ("message_id", "author", "text", "at_unix_ms", "citations", "cards", "rating", "author_name")
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    AT_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    CITATIONS_FIELD_NUMBER: _ClassVar[int]
    CARDS_FIELD_NUMBER: _ClassVar[int]
    RATING_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_NAME_FIELD_NUMBER: _ClassVar[int]
    message_id: str
    author: Author
    text: str
    at_unix_ms: int
    citations: _containers.RepeatedCompositeFieldContainer[Citation]
    cards: _containers.RepeatedCompositeFieldContainer[Card]
    rating: Rating
    author_name: str
    def __init__(self, message_id: _Optional[str] = ..., author: _Optional[_Union[Author, str]] = ..., text: _Optional[str] = ..., at_unix_ms: _Optional[int] = ..., citations: _Optional[_Iterable[_Union[Citation, _Mapping]]] = ..., cards: _Optional[_Iterable[_Union[Card, _Mapping]]] = ..., rating: _Optional[_Union[Rating, str]] = ..., author_name: _Optional[str] = ...) -> None: ...

class GetThreadResponse(_message.Message):
    __slots__ = ("messages", "running_message_id", "waits_for_person", "with_person", "person_name")
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    RUNNING_MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    WAITS_FOR_PERSON_FIELD_NUMBER: _ClassVar[int]
    WITH_PERSON_FIELD_NUMBER: _ClassVar[int]
    PERSON_NAME_FIELD_NUMBER: _ClassVar[int]
    messages: _containers.RepeatedCompositeFieldContainer[Message]
    running_message_id: str
    waits_for_person: bool
    with_person: bool
    person_name: str
    def __init__(self, messages: _Optional[_Iterable[_Union[Message, _Mapping]]] = ..., running_message_id: _Optional[str] = ..., waits_for_person: _Optional[bool] = ..., with_person: _Optional[bool] = ..., person_name: _Optional[str] = ...) -> None: ...
