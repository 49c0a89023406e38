from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class JobState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    JOB_STATE_UNSPECIFIED: _ClassVar[JobState]
    JOB_STATE_WAITING: _ClassVar[JobState]
    JOB_STATE_DONE: _ClassVar[JobState]
    JOB_STATE_DEAD: _ClassVar[JobState]

class DeliveryState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DELIVERY_STATE_UNSPECIFIED: _ClassVar[DeliveryState]
    DELIVERY_STATE_WAITING: _ClassVar[DeliveryState]
    DELIVERY_STATE_DONE: _ClassVar[DeliveryState]
    DELIVERY_STATE_DEAD: _ClassVar[DeliveryState]
JOB_STATE_UNSPECIFIED: JobState
JOB_STATE_WAITING: JobState
JOB_STATE_DONE: JobState
JOB_STATE_DEAD: JobState
DELIVERY_STATE_UNSPECIFIED: DeliveryState
DELIVERY_STATE_WAITING: DeliveryState
DELIVERY_STATE_DONE: DeliveryState
DELIVERY_STATE_DEAD: DeliveryState

class PairRequest(_message.Message):
    __slots__ = ("public_key", "site", "code")
    PUBLIC_KEY_FIELD_NUMBER: _ClassVar[int]
    SITE_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    public_key: bytes
    site: str
    code: str
    def __init__(self, public_key: _Optional[bytes] = ..., site: _Optional[str] = ..., code: _Optional[str] = ...) -> None: ...

class PairResponse(_message.Message):
    __slots__ = ("kid", "version")
    KID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    kid: str
    version: str
    def __init__(self, kid: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class GetStatusRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Check(_message.Message):
    __slots__ = ("name", "ok", "text")
    NAME_FIELD_NUMBER: _ClassVar[int]
    OK_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    name: str
    ok: bool
    text: str
    def __init__(self, name: _Optional[str] = ..., ok: _Optional[bool] = ..., text: _Optional[str] = ...) -> None: ...

class GetStatusResponse(_message.Message):
    __slots__ = ("version", "now_unix_ms", "uptime_ms", "checks", "brain", "running_turn_count", "waiting_job_count", "min_plugin_version", "brain_versions")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    NOW_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    UPTIME_MS_FIELD_NUMBER: _ClassVar[int]
    CHECKS_FIELD_NUMBER: _ClassVar[int]
    BRAIN_FIELD_NUMBER: _ClassVar[int]
    RUNNING_TURN_COUNT_FIELD_NUMBER: _ClassVar[int]
    WAITING_JOB_COUNT_FIELD_NUMBER: _ClassVar[int]
    MIN_PLUGIN_VERSION_FIELD_NUMBER: _ClassVar[int]
    BRAIN_VERSIONS_FIELD_NUMBER: _ClassVar[int]
    version: str
    now_unix_ms: int
    uptime_ms: int
    checks: _containers.RepeatedCompositeFieldContainer[Check]
    brain: str
    running_turn_count: int
    waiting_job_count: int
    min_plugin_version: str
    brain_versions: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, version: _Optional[str] = ..., now_unix_ms: _Optional[int] = ..., uptime_ms: _Optional[int] = ..., checks: _Optional[_Iterable[_Union[Check, _Mapping]]] = ..., brain: _Optional[str] = ..., running_turn_count: _Optional[int] = ..., waiting_job_count: _Optional[int] = ..., min_plugin_version: _Optional[str] = ..., brain_versions: _Optional[_Iterable[str]] = ...) -> None: ...

class GetMetricsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetMetricsResponse(_message.Message):
    __slots__ = ("text",)
    TEXT_FIELD_NUMBER: _ClassVar[int]
    text: str
    def __init__(self, text: _Optional[str] = ...) -> None: ...

class ShopSettings(_message.Message):
    __slots__ = ("shop_name", "locale", "hosts", "hours", "retention_days", "messages_per_minute", "currency", "thread_tokens", "monthly_budget_micros", "flags", "opening_times", "holidays", "time_zone", "away_text", "escalate_after_minutes", "reply_times", "messages_per_subject_minute", "messages_per_site_minute")
    SHOP_NAME_FIELD_NUMBER: _ClassVar[int]
    LOCALE_FIELD_NUMBER: _ClassVar[int]
    HOSTS_FIELD_NUMBER: _ClassVar[int]
    HOURS_FIELD_NUMBER: _ClassVar[int]
    RETENTION_DAYS_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_PER_MINUTE_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_FIELD_NUMBER: _ClassVar[int]
    THREAD_TOKENS_FIELD_NUMBER: _ClassVar[int]
    MONTHLY_BUDGET_MICROS_FIELD_NUMBER: _ClassVar[int]
    FLAGS_FIELD_NUMBER: _ClassVar[int]
    OPENING_TIMES_FIELD_NUMBER: _ClassVar[int]
    HOLIDAYS_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    AWAY_TEXT_FIELD_NUMBER: _ClassVar[int]
    ESCALATE_AFTER_MINUTES_FIELD_NUMBER: _ClassVar[int]
    REPLY_TIMES_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_PER_SUBJECT_MINUTE_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_PER_SITE_MINUTE_FIELD_NUMBER: _ClassVar[int]
    shop_name: str
    locale: str
    hosts: _containers.RepeatedScalarFieldContainer[str]
    hours: str
    retention_days: int
    messages_per_minute: int
    currency: str
    thread_tokens: int
    monthly_budget_micros: int
    flags: _containers.RepeatedCompositeFieldContainer[Flag]
    opening_times: _containers.RepeatedCompositeFieldContainer[OpeningTime]
    holidays: _containers.RepeatedScalarFieldContainer[str]
    time_zone: str
    away_text: str
    escalate_after_minutes: int
    reply_times: _containers.RepeatedCompositeFieldContainer[ReplyTime]
    messages_per_subject_minute: int
    messages_per_site_minute: int
    def __init__(self, shop_name: _Optional[str] = ..., locale: _Optional[str] = ..., hosts: _Optional[_Iterable[str]] = ..., hours: _Optional[str] = ..., retention_days: _Optional[int] = ..., messages_per_minute: _Optional[int] = ..., currency: _Optional[str] = ..., thread_tokens: _Optional[int] = ..., monthly_budget_micros: _Optional[int] = ..., flags: _Optional[_Iterable[_Union[Flag, _Mapping]]] = ..., opening_times: _Optional[_Iterable[_Union[OpeningTime, _Mapping]]] = ..., holidays: _Optional[_Iterable[str]] = ..., time_zone: _Optional[str] = ..., away_text: _Optional[str] = ..., escalate_after_minutes: _Optional[int] = ..., reply_times: _Optional[_Iterable[_Union[ReplyTime, _Mapping]]] = ..., messages_per_subject_minute: _Optional[int] = ..., messages_per_site_minute: _Optional[int] = ...) -> None: ...

class OpeningTime(_message.Message):
    __slots__ = ("weekday", "from_minute", "to_minute")
    WEEKDAY_FIELD_NUMBER: _ClassVar[int]
    FROM_MINUTE_FIELD_NUMBER: _ClassVar[int]
    TO_MINUTE_FIELD_NUMBER: _ClassVar[int]
    weekday: int
    from_minute: int
    to_minute: int
    def __init__(self, weekday: _Optional[int] = ..., from_minute: _Optional[int] = ..., to_minute: _Optional[int] = ...) -> None: ...

class ReplyTime(_message.Message):
    __slots__ = ("priority", "minutes")
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    MINUTES_FIELD_NUMBER: _ClassVar[int]
    priority: str
    minutes: int
    def __init__(self, priority: _Optional[str] = ..., minutes: _Optional[int] = ...) -> None: ...

class Flag(_message.Message):
    __slots__ = ("brain_version", "share_percent", "scenarios", "shadow")
    BRAIN_VERSION_FIELD_NUMBER: _ClassVar[int]
    SHARE_PERCENT_FIELD_NUMBER: _ClassVar[int]
    SCENARIOS_FIELD_NUMBER: _ClassVar[int]
    SHADOW_FIELD_NUMBER: _ClassVar[int]
    brain_version: str
    share_percent: int
    scenarios: _containers.RepeatedScalarFieldContainer[str]
    shadow: bool
    def __init__(self, brain_version: _Optional[str] = ..., share_percent: _Optional[int] = ..., scenarios: _Optional[_Iterable[str]] = ..., shadow: _Optional[bool] = ...) -> None: ...

class PutSettingsRequest(_message.Message):
    __slots__ = ("settings",)
    SETTINGS_FIELD_NUMBER: _ClassVar[int]
    settings: ShopSettings
    def __init__(self, settings: _Optional[_Union[ShopSettings, _Mapping]] = ...) -> None: ...

class PutSettingsResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetSpendRequest(_message.Message):
    __slots__ = ("month",)
    MONTH_FIELD_NUMBER: _ClassVar[int]
    month: str
    def __init__(self, month: _Optional[str] = ...) -> None: ...

class TrackRecord(_message.Message):
    __slots__ = ("brain_version", "model", "scenario", "turn_count", "answered_count", "failed_count", "refused_sentence_count", "input_tokens", "output_tokens", "cost_micros", "took_ms")
    BRAIN_VERSION_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    SCENARIO_FIELD_NUMBER: _ClassVar[int]
    TURN_COUNT_FIELD_NUMBER: _ClassVar[int]
    ANSWERED_COUNT_FIELD_NUMBER: _ClassVar[int]
    FAILED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REFUSED_SENTENCE_COUNT_FIELD_NUMBER: _ClassVar[int]
    INPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    COST_MICROS_FIELD_NUMBER: _ClassVar[int]
    TOOK_MS_FIELD_NUMBER: _ClassVar[int]
    brain_version: str
    model: str
    scenario: str
    turn_count: int
    answered_count: int
    failed_count: int
    refused_sentence_count: int
    input_tokens: int
    output_tokens: int
    cost_micros: int
    took_ms: int
    def __init__(self, brain_version: _Optional[str] = ..., model: _Optional[str] = ..., scenario: _Optional[str] = ..., turn_count: _Optional[int] = ..., answered_count: _Optional[int] = ..., failed_count: _Optional[int] = ..., refused_sentence_count: _Optional[int] = ..., input_tokens: _Optional[int] = ..., output_tokens: _Optional[int] = ..., cost_micros: _Optional[int] = ..., took_ms: _Optional[int] = ...) -> None: ...

class GetSpendResponse(_message.Message):
    __slots__ = ("month", "spent_micros", "budget_micros", "thread_count", "records")
    MONTH_FIELD_NUMBER: _ClassVar[int]
    SPENT_MICROS_FIELD_NUMBER: _ClassVar[int]
    BUDGET_MICROS_FIELD_NUMBER: _ClassVar[int]
    THREAD_COUNT_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    month: str
    spent_micros: int
    budget_micros: int
    thread_count: int
    records: _containers.RepeatedCompositeFieldContainer[TrackRecord]
    def __init__(self, month: _Optional[str] = ..., spent_micros: _Optional[int] = ..., budget_micros: _Optional[int] = ..., thread_count: _Optional[int] = ..., records: _Optional[_Iterable[_Union[TrackRecord, _Mapping]]] = ...) -> None: ...

class LeaseJobsRequest(_message.Message):
    __slots__ = ("max_count", "lease_ms")
    MAX_COUNT_FIELD_NUMBER: _ClassVar[int]
    LEASE_MS_FIELD_NUMBER: _ClassVar[int]
    max_count: int
    lease_ms: int
    def __init__(self, max_count: _Optional[int] = ..., lease_ms: _Optional[int] = ...) -> None: ...

class Job(_message.Message):
    __slots__ = ("job_id", "kind", "payload_json", "attempt_count")
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_JSON_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_COUNT_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    kind: str
    payload_json: str
    attempt_count: int
    def __init__(self, job_id: _Optional[str] = ..., kind: _Optional[str] = ..., payload_json: _Optional[str] = ..., attempt_count: _Optional[int] = ...) -> None: ...

class LeaseJobsResponse(_message.Message):
    __slots__ = ("jobs",)
    JOBS_FIELD_NUMBER: _ClassVar[int]
    jobs: _containers.RepeatedCompositeFieldContainer[Job]
    def __init__(self, jobs: _Optional[_Iterable[_Union[Job, _Mapping]]] = ...) -> None: ...

class CompleteJobRequest(_message.Message):
    __slots__ = ("job_id", "error")
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    error: str
    def __init__(self, job_id: _Optional[str] = ..., error: _Optional[str] = ...) -> None: ...

class CompleteJobResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListJobsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "state")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    state: JobState
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., state: _Optional[_Union[JobState, str]] = ...) -> None: ...

class JobSummary(_message.Message):
    __slots__ = ("job_id", "kind", "state", "attempt_count", "added_unix_ms", "due_unix_ms", "error", "payload_json")
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_COUNT_FIELD_NUMBER: _ClassVar[int]
    ADDED_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    DUE_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_JSON_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    kind: str
    state: JobState
    attempt_count: int
    added_unix_ms: int
    due_unix_ms: int
    error: str
    payload_json: str
    def __init__(self, job_id: _Optional[str] = ..., kind: _Optional[str] = ..., state: _Optional[_Union[JobState, str]] = ..., attempt_count: _Optional[int] = ..., added_unix_ms: _Optional[int] = ..., due_unix_ms: _Optional[int] = ..., error: _Optional[str] = ..., payload_json: _Optional[str] = ...) -> None: ...

class ListJobsResponse(_message.Message):
    __slots__ = ("jobs", "next_page_token", "waiting_count", "dead_count")
    JOBS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    WAITING_COUNT_FIELD_NUMBER: _ClassVar[int]
    DEAD_COUNT_FIELD_NUMBER: _ClassVar[int]
    jobs: _containers.RepeatedCompositeFieldContainer[JobSummary]
    next_page_token: str
    waiting_count: int
    dead_count: int
    def __init__(self, jobs: _Optional[_Iterable[_Union[JobSummary, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., waiting_count: _Optional[int] = ..., dead_count: _Optional[int] = ...) -> None: ...

class RetryJobRequest(_message.Message):
    __slots__ = ("job_id",)
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    def __init__(self, job_id: _Optional[str] = ...) -> None: ...

class RetryJobResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListDeliveriesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "state")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    state: DeliveryState
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., state: _Optional[_Union[DeliveryState, str]] = ...) -> None: ...

class Delivery(_message.Message):
    __slots__ = ("delivery_id", "target", "about", "ticket_id", "state", "attempt_count", "added_unix_ms", "due_unix_ms", "error")
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    ABOUT_FIELD_NUMBER: _ClassVar[int]
    TICKET_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_COUNT_FIELD_NUMBER: _ClassVar[int]
    ADDED_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    DUE_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    target: str
    about: str
    ticket_id: str
    state: DeliveryState
    attempt_count: int
    added_unix_ms: int
    due_unix_ms: int
    error: str
    def __init__(self, delivery_id: _Optional[str] = ..., target: _Optional[str] = ..., about: _Optional[str] = ..., ticket_id: _Optional[str] = ..., state: _Optional[_Union[DeliveryState, str]] = ..., attempt_count: _Optional[int] = ..., added_unix_ms: _Optional[int] = ..., due_unix_ms: _Optional[int] = ..., error: _Optional[str] = ...) -> None: ...

class ListDeliveriesResponse(_message.Message):
    __slots__ = ("deliveries", "next_page_token", "waiting_count", "dead_count", "oldest_unix_ms")
    DELIVERIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    WAITING_COUNT_FIELD_NUMBER: _ClassVar[int]
    DEAD_COUNT_FIELD_NUMBER: _ClassVar[int]
    OLDEST_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    deliveries: _containers.RepeatedCompositeFieldContainer[Delivery]
    next_page_token: str
    waiting_count: int
    dead_count: int
    oldest_unix_ms: int
    def __init__(self, deliveries: _Optional[_Iterable[_Union[Delivery, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., waiting_count: _Optional[int] = ..., dead_count: _Optional[int] = ..., oldest_unix_ms: _Optional[int] = ...) -> None: ...

class RetryDeliveryRequest(_message.Message):
    __slots__ = ("delivery_id",)
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    def __init__(self, delivery_id: _Optional[str] = ...) -> None: ...

class RetryDeliveryResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class VerifyAuditRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class VerifyAuditResponse(_message.Message):
    __slots__ = ("entry_count", "first_broken_seq", "head_hash")
    ENTRY_COUNT_FIELD_NUMBER: _ClassVar[int]
    FIRST_BROKEN_SEQ_FIELD_NUMBER: _ClassVar[int]
    HEAD_HASH_FIELD_NUMBER: _ClassVar[int]
    entry_count: int
    first_broken_seq: int
    head_hash: str
    def __init__(self, entry_count: _Optional[int] = ..., first_broken_seq: _Optional[int] = ..., head_hash: _Optional[str] = ...) -> None: ...

class ListAuditRequest(_message.Message):
    __slots__ = ("page_size", "after_seq")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    AFTER_SEQ_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    after_seq: int
    def __init__(self, page_size: _Optional[int] = ..., after_seq: _Optional[int] = ...) -> None: ...

class AuditEntry(_message.Message):
    __slots__ = ("seq", "at_unix_ms", "actor", "thread", "tool", "ids_json", "outcome", "duration_ms", "versions_json", "approval_id", "previous_hash", "hash")
    SEQ_FIELD_NUMBER: _ClassVar[int]
    AT_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    THREAD_FIELD_NUMBER: _ClassVar[int]
    TOOL_FIELD_NUMBER: _ClassVar[int]
    IDS_JSON_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    DURATION_MS_FIELD_NUMBER: _ClassVar[int]
    VERSIONS_JSON_FIELD_NUMBER: _ClassVar[int]
    APPROVAL_ID_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_HASH_FIELD_NUMBER: _ClassVar[int]
    HASH_FIELD_NUMBER: _ClassVar[int]
    seq: int
    at_unix_ms: int
    actor: str
    thread: str
    tool: str
    ids_json: str
    outcome: str
    duration_ms: int
    versions_json: str
    approval_id: str
    previous_hash: str
    hash: str
    def __init__(self, seq: _Optional[int] = ..., at_unix_ms: _Optional[int] = ..., actor: _Optional[str] = ..., thread: _Optional[str] = ..., tool: _Optional[str] = ..., ids_json: _Optional[str] = ..., outcome: _Optional[str] = ..., duration_ms: _Optional[int] = ..., versions_json: _Optional[str] = ..., approval_id: _Optional[str] = ..., previous_hash: _Optional[str] = ..., hash: _Optional[str] = ...) -> None: ...

class ListAuditResponse(_message.Message):
    __slots__ = ("entries", "entry_count")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    ENTRY_COUNT_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[AuditEntry]
    entry_count: int
    def __init__(self, entries: _Optional[_Iterable[_Union[AuditEntry, _Mapping]]] = ..., entry_count: _Optional[int] = ...) -> None: ...
