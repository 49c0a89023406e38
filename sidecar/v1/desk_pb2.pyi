from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ThreadState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    THREAD_STATE_UNSPECIFIED: _ClassVar[ThreadState]
    THREAD_STATE_OPEN: _ClassVar[ThreadState]
    THREAD_STATE_WAITING: _ClassVar[ThreadState]

class TicketStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TICKET_STATUS_UNSPECIFIED: _ClassVar[TicketStatus]
    TICKET_STATUS_OPEN: _ClassVar[TicketStatus]
    TICKET_STATUS_PENDING: _ClassVar[TicketStatus]
    TICKET_STATUS_SOLVED: _ClassVar[TicketStatus]
THREAD_STATE_UNSPECIFIED: ThreadState
THREAD_STATE_OPEN: ThreadState
THREAD_STATE_WAITING: ThreadState
TICKET_STATUS_UNSPECIFIED: TicketStatus
TICKET_STATUS_OPEN: TicketStatus
TICKET_STATUS_PENDING: TicketStatus
TICKET_STATUS_SOLVED: TicketStatus

class ListThreadsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "state")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    state: ThreadState
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., state: _Optional[_Union[ThreadState, str]] = ...) -> None: ...

class ThreadSummary(_message.Message):
    __slots__ = ("thread_id", "state", "last_text", "active_unix_ms", "message_count")
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    LAST_TEXT_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_COUNT_FIELD_NUMBER: _ClassVar[int]
    thread_id: str
    state: ThreadState
    last_text: str
    active_unix_ms: int
    message_count: int
    def __init__(self, thread_id: _Optional[str] = ..., state: _Optional[_Union[ThreadState, str]] = ..., last_text: _Optional[str] = ..., active_unix_ms: _Optional[int] = ..., message_count: _Optional[int] = ...) -> None: ...

class ListThreadsResponse(_message.Message):
    __slots__ = ("threads", "next_page_token")
    THREADS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    threads: _containers.RepeatedCompositeFieldContainer[ThreadSummary]
    next_page_token: str
    def __init__(self, threads: _Optional[_Iterable[_Union[ThreadSummary, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ReadThreadRequest(_message.Message):
    __slots__ = ("thread_id",)
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    thread_id: str
    def __init__(self, thread_id: _Optional[str] = ...) -> None: ...

class ReadThreadResponse(_message.Message):
    __slots__ = ("state", "lines")
    STATE_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    state: ThreadState
    lines: _containers.RepeatedCompositeFieldContainer[TranscriptLine]
    def __init__(self, state: _Optional[_Union[ThreadState, str]] = ..., lines: _Optional[_Iterable[_Union[TranscriptLine, _Mapping]]] = ...) -> None: ...

class TranscriptLine(_message.Message):
    __slots__ = ("author", "text", "at_unix_ms")
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    AT_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    author: str
    text: str
    at_unix_ms: int
    def __init__(self, author: _Optional[str] = ..., text: _Optional[str] = ..., at_unix_ms: _Optional[int] = ...) -> None: ...

class ListTicketsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "status")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    status: TicketStatus
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., status: _Optional[_Union[TicketStatus, str]] = ...) -> None: ...

class TicketSummary(_message.Message):
    __slots__ = ("ticket_id", "thread_id", "subject", "body", "status", "priority", "opened_unix_ms", "contact_email", "contact_name")
    TICKET_ID_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    OPENED_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    CONTACT_EMAIL_FIELD_NUMBER: _ClassVar[int]
    CONTACT_NAME_FIELD_NUMBER: _ClassVar[int]
    ticket_id: str
    thread_id: str
    subject: str
    body: str
    status: TicketStatus
    priority: str
    opened_unix_ms: int
    contact_email: str
    contact_name: str
    def __init__(self, ticket_id: _Optional[str] = ..., thread_id: _Optional[str] = ..., subject: _Optional[str] = ..., body: _Optional[str] = ..., status: _Optional[_Union[TicketStatus, str]] = ..., priority: _Optional[str] = ..., opened_unix_ms: _Optional[int] = ..., contact_email: _Optional[str] = ..., contact_name: _Optional[str] = ...) -> None: ...

class ListTicketsResponse(_message.Message):
    __slots__ = ("tickets", "next_page_token", "open_count")
    TICKETS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    OPEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    tickets: _containers.RepeatedCompositeFieldContainer[TicketSummary]
    next_page_token: str
    open_count: int
    def __init__(self, tickets: _Optional[_Iterable[_Union[TicketSummary, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., open_count: _Optional[int] = ...) -> None: ...

class UpdateTicketRequest(_message.Message):
    __slots__ = ("request_id", "ticket_id", "status")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TICKET_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    ticket_id: str
    status: TicketStatus
    def __init__(self, request_id: _Optional[str] = ..., ticket_id: _Optional[str] = ..., status: _Optional[_Union[TicketStatus, str]] = ...) -> None: ...

class UpdateTicketResponse(_message.Message):
    __slots__ = ("ticket",)
    TICKET_FIELD_NUMBER: _ClassVar[int]
    ticket: TicketSummary
    def __init__(self, ticket: _Optional[_Union[TicketSummary, _Mapping]] = ...) -> None: ...

class ListUnansweredRequest(_message.Message):
    __slots__ = ("max_count",)
    MAX_COUNT_FIELD_NUMBER: _ClassVar[int]
    max_count: int
    def __init__(self, max_count: _Optional[int] = ...) -> None: ...

class UnansweredGroup(_message.Message):
    __slots__ = ("group_id", "question", "variants", "asked_count", "last_unix_ms", "thread_id")
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    QUESTION_FIELD_NUMBER: _ClassVar[int]
    VARIANTS_FIELD_NUMBER: _ClassVar[int]
    ASKED_COUNT_FIELD_NUMBER: _ClassVar[int]
    LAST_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    group_id: str
    question: str
    variants: _containers.RepeatedScalarFieldContainer[str]
    asked_count: int
    last_unix_ms: int
    thread_id: str
    def __init__(self, group_id: _Optional[str] = ..., question: _Optional[str] = ..., variants: _Optional[_Iterable[str]] = ..., asked_count: _Optional[int] = ..., last_unix_ms: _Optional[int] = ..., thread_id: _Optional[str] = ...) -> None: ...

class ListUnansweredResponse(_message.Message):
    __slots__ = ("groups",)
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[UnansweredGroup]
    def __init__(self, groups: _Optional[_Iterable[_Union[UnansweredGroup, _Mapping]]] = ...) -> None: ...

class CloseUnansweredRequest(_message.Message):
    __slots__ = ("group_id",)
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    group_id: str
    def __init__(self, group_id: _Optional[str] = ...) -> None: ...

class CloseUnansweredResponse(_message.Message):
    __slots__ = ("closed_count",)
    CLOSED_COUNT_FIELD_NUMBER: _ClassVar[int]
    closed_count: int
    def __init__(self, closed_count: _Optional[int] = ...) -> None: ...

class ListMacrosRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Macro(_message.Message):
    __slots__ = ("macro_id", "title", "text", "suggested", "resolved_count")
    MACRO_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SUGGESTED_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_COUNT_FIELD_NUMBER: _ClassVar[int]
    macro_id: str
    title: str
    text: str
    suggested: bool
    resolved_count: int
    def __init__(self, macro_id: _Optional[str] = ..., title: _Optional[str] = ..., text: _Optional[str] = ..., suggested: _Optional[bool] = ..., resolved_count: _Optional[int] = ...) -> None: ...

class ListMacrosResponse(_message.Message):
    __slots__ = ("macros",)
    MACROS_FIELD_NUMBER: _ClassVar[int]
    macros: _containers.RepeatedCompositeFieldContainer[Macro]
    def __init__(self, macros: _Optional[_Iterable[_Union[Macro, _Mapping]]] = ...) -> None: ...

class PutMacroRequest(_message.Message):
    __slots__ = ("request_id", "macro")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    MACRO_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    macro: Macro
    def __init__(self, request_id: _Optional[str] = ..., macro: _Optional[_Union[Macro, _Mapping]] = ...) -> None: ...

class PutMacroResponse(_message.Message):
    __slots__ = ("macro",)
    MACRO_FIELD_NUMBER: _ClassVar[int]
    macro: Macro
    def __init__(self, macro: _Optional[_Union[Macro, _Mapping]] = ...) -> None: ...

class DeleteMacroRequest(_message.Message):
    __slots__ = ("macro_id",)
    MACRO_ID_FIELD_NUMBER: _ClassVar[int]
    macro_id: str
    def __init__(self, macro_id: _Optional[str] = ...) -> None: ...

class DeleteMacroResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
