from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

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
    __slots__ = ("version", "now_unix_ms", "uptime_ms", "checks", "brain", "running_turn_count", "waiting_job_count", "min_plugin_version")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    NOW_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    UPTIME_MS_FIELD_NUMBER: _ClassVar[int]
    CHECKS_FIELD_NUMBER: _ClassVar[int]
    BRAIN_FIELD_NUMBER: _ClassVar[int]
    RUNNING_TURN_COUNT_FIELD_NUMBER: _ClassVar[int]
    WAITING_JOB_COUNT_FIELD_NUMBER: _ClassVar[int]
    MIN_PLUGIN_VERSION_FIELD_NUMBER: _ClassVar[int]
    version: str
    now_unix_ms: int
    uptime_ms: int
    checks: _containers.RepeatedCompositeFieldContainer[Check]
    brain: str
    running_turn_count: int
    waiting_job_count: int
    min_plugin_version: str
    def __init__(self, version: _Optional[str] = ..., now_unix_ms: _Optional[int] = ..., uptime_ms: _Optional[int] = ..., checks: _Optional[_Iterable[_Union[Check, _Mapping]]] = ..., brain: _Optional[str] = ..., running_turn_count: _Optional[int] = ..., waiting_job_count: _Optional[int] = ..., min_plugin_version: _Optional[str] = ...) -> None: ...

class GetMetricsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetMetricsResponse(_message.Message):
    __slots__ = ("text",)
    TEXT_FIELD_NUMBER: _ClassVar[int]
    text: str
    def __init__(self, text: _Optional[str] = ...) -> None: ...

class ShopSettings(_message.Message):
    __slots__ = ("shop_name", "locale", "hosts", "hours", "retention_days", "messages_per_minute", "currency")
    SHOP_NAME_FIELD_NUMBER: _ClassVar[int]
    LOCALE_FIELD_NUMBER: _ClassVar[int]
    HOSTS_FIELD_NUMBER: _ClassVar[int]
    HOURS_FIELD_NUMBER: _ClassVar[int]
    RETENTION_DAYS_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_PER_MINUTE_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_FIELD_NUMBER: _ClassVar[int]
    shop_name: str
    locale: str
    hosts: _containers.RepeatedScalarFieldContainer[str]
    hours: str
    retention_days: int
    messages_per_minute: int
    currency: str
    def __init__(self, shop_name: _Optional[str] = ..., locale: _Optional[str] = ..., hosts: _Optional[_Iterable[str]] = ..., hours: _Optional[str] = ..., retention_days: _Optional[int] = ..., messages_per_minute: _Optional[int] = ..., currency: _Optional[str] = ...) -> None: ...

class PutSettingsRequest(_message.Message):
    __slots__ = ("settings",)
    SETTINGS_FIELD_NUMBER: _ClassVar[int]
    settings: ShopSettings
    def __init__(self, settings: _Optional[_Union[ShopSettings, _Mapping]] = ...) -> None: ...

class PutSettingsResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

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
