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
    THREAD_STATE_TAKEN: _ClassVar[ThreadState]

class ApprovalState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    APPROVAL_STATE_UNSPECIFIED: _ClassVar[ApprovalState]
    APPROVAL_STATE_WAITING: _ClassVar[ApprovalState]
    APPROVAL_STATE_DONE: _ClassVar[ApprovalState]
    APPROVAL_STATE_DECLINED: _ClassVar[ApprovalState]
    APPROVAL_STATE_FAILED: _ClassVar[ApprovalState]
    APPROVAL_STATE_EXPIRED: _ClassVar[ApprovalState]

class TicketStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TICKET_STATUS_UNSPECIFIED: _ClassVar[TicketStatus]
    TICKET_STATUS_OPEN: _ClassVar[TicketStatus]
    TICKET_STATUS_PENDING: _ClassVar[TicketStatus]
    TICKET_STATUS_SOLVED: _ClassVar[TicketStatus]
THREAD_STATE_UNSPECIFIED: ThreadState
THREAD_STATE_OPEN: ThreadState
THREAD_STATE_WAITING: ThreadState
THREAD_STATE_TAKEN: ThreadState
APPROVAL_STATE_UNSPECIFIED: ApprovalState
APPROVAL_STATE_WAITING: ApprovalState
APPROVAL_STATE_DONE: ApprovalState
APPROVAL_STATE_DECLINED: ApprovalState
APPROVAL_STATE_FAILED: ApprovalState
APPROVAL_STATE_EXPIRED: ApprovalState
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
    __slots__ = ("thread_id", "state", "last_text", "active_unix_ms", "message_count", "person_name", "waiting_unix_ms", "reason", "is_escalated")
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    LAST_TEXT_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_COUNT_FIELD_NUMBER: _ClassVar[int]
    PERSON_NAME_FIELD_NUMBER: _ClassVar[int]
    WAITING_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    IS_ESCALATED_FIELD_NUMBER: _ClassVar[int]
    thread_id: str
    state: ThreadState
    last_text: str
    active_unix_ms: int
    message_count: int
    person_name: str
    waiting_unix_ms: int
    reason: str
    is_escalated: bool
    def __init__(self, thread_id: _Optional[str] = ..., state: _Optional[_Union[ThreadState, str]] = ..., last_text: _Optional[str] = ..., active_unix_ms: _Optional[int] = ..., message_count: _Optional[int] = ..., person_name: _Optional[str] = ..., waiting_unix_ms: _Optional[int] = ..., reason: _Optional[str] = ..., is_escalated: _Optional[bool] = ...) -> None: ...

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
    __slots__ = ("state", "lines", "person_id", "person_name", "reason", "is_shopper_present", "is_reachable")
    STATE_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    IS_SHOPPER_PRESENT_FIELD_NUMBER: _ClassVar[int]
    IS_REACHABLE_FIELD_NUMBER: _ClassVar[int]
    state: ThreadState
    lines: _containers.RepeatedCompositeFieldContainer[TranscriptLine]
    person_id: int
    person_name: str
    reason: str
    is_shopper_present: bool
    is_reachable: bool
    def __init__(self, state: _Optional[_Union[ThreadState, str]] = ..., lines: _Optional[_Iterable[_Union[TranscriptLine, _Mapping]]] = ..., person_id: _Optional[int] = ..., person_name: _Optional[str] = ..., reason: _Optional[str] = ..., is_shopper_present: _Optional[bool] = ..., is_reachable: _Optional[bool] = ...) -> None: ...

class TranscriptLine(_message.Message):
    __slots__ = ("author", "text", "at_unix_ms", "author_name")
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    AT_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_NAME_FIELD_NUMBER: _ClassVar[int]
    author: str
    text: str
    at_unix_ms: int
    author_name: str
    def __init__(self, author: _Optional[str] = ..., text: _Optional[str] = ..., at_unix_ms: _Optional[int] = ..., author_name: _Optional[str] = ...) -> None: ...

class TakeThreadRequest(_message.Message):
    __slots__ = ("thread_id", "person_id", "person_name", "force")
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_NAME_FIELD_NUMBER: _ClassVar[int]
    FORCE_FIELD_NUMBER: _ClassVar[int]
    thread_id: str
    person_id: int
    person_name: str
    force: bool
    def __init__(self, thread_id: _Optional[str] = ..., person_id: _Optional[int] = ..., person_name: _Optional[str] = ..., force: _Optional[bool] = ...) -> None: ...

class TakeThreadResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ReleaseThreadRequest(_message.Message):
    __slots__ = ("thread_id",)
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    thread_id: str
    def __init__(self, thread_id: _Optional[str] = ...) -> None: ...

class ReleaseThreadResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ReplyThreadRequest(_message.Message):
    __slots__ = ("request_id", "thread_id", "person_id", "text")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    thread_id: str
    person_id: int
    text: str
    def __init__(self, request_id: _Optional[str] = ..., thread_id: _Optional[str] = ..., person_id: _Optional[int] = ..., text: _Optional[str] = ...) -> None: ...

class ReplyThreadResponse(_message.Message):
    __slots__ = ("message_id",)
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    message_id: str
    def __init__(self, message_id: _Optional[str] = ...) -> None: ...

class Approval(_message.Message):
    __slots__ = ("approval_id", "thread_id", "tool", "sealed", "summary", "by_shopper", "state", "asked_unix_ms", "expires_unix_ms", "decided_unix_ms", "decided_by", "outcome_text")
    APPROVAL_ID_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    TOOL_FIELD_NUMBER: _ClassVar[int]
    SEALED_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    BY_SHOPPER_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ASKED_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    DECIDED_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    DECIDED_BY_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_TEXT_FIELD_NUMBER: _ClassVar[int]
    approval_id: str
    thread_id: str
    tool: str
    sealed: str
    summary: str
    by_shopper: bool
    state: ApprovalState
    asked_unix_ms: int
    expires_unix_ms: int
    decided_unix_ms: int
    decided_by: str
    outcome_text: str
    def __init__(self, approval_id: _Optional[str] = ..., thread_id: _Optional[str] = ..., tool: _Optional[str] = ..., sealed: _Optional[str] = ..., summary: _Optional[str] = ..., by_shopper: _Optional[bool] = ..., state: _Optional[_Union[ApprovalState, str]] = ..., asked_unix_ms: _Optional[int] = ..., expires_unix_ms: _Optional[int] = ..., decided_unix_ms: _Optional[int] = ..., decided_by: _Optional[str] = ..., outcome_text: _Optional[str] = ...) -> None: ...

class ListApprovalsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "state")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    state: ApprovalState
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., state: _Optional[_Union[ApprovalState, str]] = ...) -> None: ...

class ListApprovalsResponse(_message.Message):
    __slots__ = ("approvals", "next_page_token", "waiting_count")
    APPROVALS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    WAITING_COUNT_FIELD_NUMBER: _ClassVar[int]
    approvals: _containers.RepeatedCompositeFieldContainer[Approval]
    next_page_token: str
    waiting_count: int
    def __init__(self, approvals: _Optional[_Iterable[_Union[Approval, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., waiting_count: _Optional[int] = ...) -> None: ...

class GetApprovalRequest(_message.Message):
    __slots__ = ("approval_id",)
    APPROVAL_ID_FIELD_NUMBER: _ClassVar[int]
    approval_id: str
    def __init__(self, approval_id: _Optional[str] = ...) -> None: ...

class GetApprovalResponse(_message.Message):
    __slots__ = ("approval",)
    APPROVAL_FIELD_NUMBER: _ClassVar[int]
    approval: Approval
    def __init__(self, approval: _Optional[_Union[Approval, _Mapping]] = ...) -> None: ...

class DecideApprovalRequest(_message.Message):
    __slots__ = ("approval_id", "state", "decided_by", "text", "person_id")
    APPROVAL_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    DECIDED_BY_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    approval_id: str
    state: ApprovalState
    decided_by: str
    text: str
    person_id: int
    def __init__(self, approval_id: _Optional[str] = ..., state: _Optional[_Union[ApprovalState, str]] = ..., decided_by: _Optional[str] = ..., text: _Optional[str] = ..., person_id: _Optional[int] = ...) -> None: ...

class DecideApprovalResponse(_message.Message):
    __slots__ = ("approval",)
    APPROVAL_FIELD_NUMBER: _ClassVar[int]
    approval: Approval
    def __init__(self, approval: _Optional[_Union[Approval, _Mapping]] = ...) -> None: ...

class ListTicketsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "status", "assignee_id", "only_late")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_ID_FIELD_NUMBER: _ClassVar[int]
    ONLY_LATE_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    status: TicketStatus
    assignee_id: int
    only_late: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., status: _Optional[_Union[TicketStatus, str]] = ..., assignee_id: _Optional[int] = ..., only_late: _Optional[bool] = ...) -> None: ...

class TicketSummary(_message.Message):
    __slots__ = ("ticket_id", "thread_id", "subject", "body", "status", "priority", "opened_unix_ms", "contact_email", "contact_name", "assignee_id", "assignee_name", "due_unix_ms", "is_late", "target", "target_url", "target_error")
    TICKET_ID_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    OPENED_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    CONTACT_EMAIL_FIELD_NUMBER: _ClassVar[int]
    CONTACT_NAME_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_ID_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_NAME_FIELD_NUMBER: _ClassVar[int]
    DUE_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    IS_LATE_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    TARGET_URL_FIELD_NUMBER: _ClassVar[int]
    TARGET_ERROR_FIELD_NUMBER: _ClassVar[int]
    ticket_id: str
    thread_id: str
    subject: str
    body: str
    status: TicketStatus
    priority: str
    opened_unix_ms: int
    contact_email: str
    contact_name: str
    assignee_id: int
    assignee_name: str
    due_unix_ms: int
    is_late: bool
    target: str
    target_url: str
    target_error: str
    def __init__(self, ticket_id: _Optional[str] = ..., thread_id: _Optional[str] = ..., subject: _Optional[str] = ..., body: _Optional[str] = ..., status: _Optional[_Union[TicketStatus, str]] = ..., priority: _Optional[str] = ..., opened_unix_ms: _Optional[int] = ..., contact_email: _Optional[str] = ..., contact_name: _Optional[str] = ..., assignee_id: _Optional[int] = ..., assignee_name: _Optional[str] = ..., due_unix_ms: _Optional[int] = ..., is_late: _Optional[bool] = ..., target: _Optional[str] = ..., target_url: _Optional[str] = ..., target_error: _Optional[str] = ...) -> None: ...

class ListTicketsResponse(_message.Message):
    __slots__ = ("tickets", "next_page_token", "open_count", "late_count")
    TICKETS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    OPEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    LATE_COUNT_FIELD_NUMBER: _ClassVar[int]
    tickets: _containers.RepeatedCompositeFieldContainer[TicketSummary]
    next_page_token: str
    open_count: int
    late_count: int
    def __init__(self, tickets: _Optional[_Iterable[_Union[TicketSummary, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., open_count: _Optional[int] = ..., late_count: _Optional[int] = ...) -> None: ...

class UpdateTicketRequest(_message.Message):
    __slots__ = ("request_id", "ticket_id", "status", "priority", "set_assignee", "assignee_id", "assignee_name")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TICKET_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    SET_ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_ID_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_NAME_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    ticket_id: str
    status: TicketStatus
    priority: str
    set_assignee: bool
    assignee_id: int
    assignee_name: str
    def __init__(self, request_id: _Optional[str] = ..., ticket_id: _Optional[str] = ..., status: _Optional[_Union[TicketStatus, str]] = ..., priority: _Optional[str] = ..., set_assignee: _Optional[bool] = ..., assignee_id: _Optional[int] = ..., assignee_name: _Optional[str] = ...) -> None: ...

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
