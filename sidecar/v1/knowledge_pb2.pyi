from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class IndexState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    INDEX_STATE_UNSPECIFIED: _ClassVar[IndexState]
    INDEX_STATE_EMPTY: _ClassVar[IndexState]
    INDEX_STATE_READY: _ClassVar[IndexState]
    INDEX_STATE_STALE: _ClassVar[IndexState]
    INDEX_STATE_REBUILDING: _ClassVar[IndexState]

class SourceKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SOURCE_KIND_UNSPECIFIED: _ClassVar[SourceKind]
    SOURCE_KIND_WORDPRESS: _ClassVar[SourceKind]
    SOURCE_KIND_FOLDER: _ClassVar[SourceKind]
    SOURCE_KIND_SITE: _ClassVar[SourceKind]
INDEX_STATE_UNSPECIFIED: IndexState
INDEX_STATE_EMPTY: IndexState
INDEX_STATE_READY: IndexState
INDEX_STATE_STALE: IndexState
INDEX_STATE_REBUILDING: IndexState
SOURCE_KIND_UNSPECIFIED: SourceKind
SOURCE_KIND_WORDPRESS: SourceKind
SOURCE_KIND_FOLDER: SourceKind
SOURCE_KIND_SITE: SourceKind

class Document(_message.Message):
    __slots__ = ("doc_id", "kind", "url", "title", "body_html", "content_hash", "locale", "updated_unix_ms", "product_id", "tags", "channels")
    DOC_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    BODY_HTML_FIELD_NUMBER: _ClassVar[int]
    CONTENT_HASH_FIELD_NUMBER: _ClassVar[int]
    LOCALE_FIELD_NUMBER: _ClassVar[int]
    UPDATED_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    doc_id: str
    kind: str
    url: str
    title: str
    body_html: str
    content_hash: str
    locale: str
    updated_unix_ms: int
    product_id: int
    tags: _containers.RepeatedScalarFieldContainer[str]
    channels: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, doc_id: _Optional[str] = ..., kind: _Optional[str] = ..., url: _Optional[str] = ..., title: _Optional[str] = ..., body_html: _Optional[str] = ..., content_hash: _Optional[str] = ..., locale: _Optional[str] = ..., updated_unix_ms: _Optional[int] = ..., product_id: _Optional[int] = ..., tags: _Optional[_Iterable[str]] = ..., channels: _Optional[_Iterable[str]] = ...) -> None: ...

class PutDocumentsRequest(_message.Message):
    __slots__ = ("sync_id", "documents")
    SYNC_ID_FIELD_NUMBER: _ClassVar[int]
    DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    sync_id: str
    documents: _containers.RepeatedCompositeFieldContainer[Document]
    def __init__(self, sync_id: _Optional[str] = ..., documents: _Optional[_Iterable[_Union[Document, _Mapping]]] = ...) -> None: ...

class PutDocumentsResponse(_message.Message):
    __slots__ = ("stored_count", "unchanged_count", "wanted_doc_ids", "refused")
    STORED_COUNT_FIELD_NUMBER: _ClassVar[int]
    UNCHANGED_COUNT_FIELD_NUMBER: _ClassVar[int]
    WANTED_DOC_IDS_FIELD_NUMBER: _ClassVar[int]
    REFUSED_FIELD_NUMBER: _ClassVar[int]
    stored_count: int
    unchanged_count: int
    wanted_doc_ids: _containers.RepeatedScalarFieldContainer[str]
    refused: _containers.RepeatedCompositeFieldContainer[RefusedDocument]
    def __init__(self, stored_count: _Optional[int] = ..., unchanged_count: _Optional[int] = ..., wanted_doc_ids: _Optional[_Iterable[str]] = ..., refused: _Optional[_Iterable[_Union[RefusedDocument, _Mapping]]] = ...) -> None: ...

class RefusedDocument(_message.Message):
    __slots__ = ("doc_id", "reason")
    DOC_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    doc_id: str
    reason: str
    def __init__(self, doc_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class DeleteDocumentsRequest(_message.Message):
    __slots__ = ("doc_ids",)
    DOC_IDS_FIELD_NUMBER: _ClassVar[int]
    doc_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, doc_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class DeleteDocumentsResponse(_message.Message):
    __slots__ = ("deleted_count",)
    DELETED_COUNT_FIELD_NUMBER: _ClassVar[int]
    deleted_count: int
    def __init__(self, deleted_count: _Optional[int] = ...) -> None: ...

class CommitSyncRequest(_message.Message):
    __slots__ = ("sync_id", "full")
    SYNC_ID_FIELD_NUMBER: _ClassVar[int]
    FULL_FIELD_NUMBER: _ClassVar[int]
    sync_id: str
    full: bool
    def __init__(self, sync_id: _Optional[str] = ..., full: _Optional[bool] = ...) -> None: ...

class SyncProgress(_message.Message):
    __slots__ = ("stage", "done_count", "total_count", "generation", "pruned_count")
    STAGE_FIELD_NUMBER: _ClassVar[int]
    DONE_COUNT_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    GENERATION_FIELD_NUMBER: _ClassVar[int]
    PRUNED_COUNT_FIELD_NUMBER: _ClassVar[int]
    stage: str
    done_count: int
    total_count: int
    generation: str
    pruned_count: int
    def __init__(self, stage: _Optional[str] = ..., done_count: _Optional[int] = ..., total_count: _Optional[int] = ..., generation: _Optional[str] = ..., pruned_count: _Optional[int] = ...) -> None: ...

class SearchRequest(_message.Message):
    __slots__ = ("query", "top_k", "product_id", "locale", "explain")
    QUERY_FIELD_NUMBER: _ClassVar[int]
    TOP_K_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    LOCALE_FIELD_NUMBER: _ClassVar[int]
    EXPLAIN_FIELD_NUMBER: _ClassVar[int]
    query: str
    top_k: int
    product_id: int
    locale: str
    explain: bool
    def __init__(self, query: _Optional[str] = ..., top_k: _Optional[int] = ..., product_id: _Optional[int] = ..., locale: _Optional[str] = ..., explain: _Optional[bool] = ...) -> None: ...

class Passage(_message.Message):
    __slots__ = ("passage_id", "doc_id", "title", "url", "section", "text", "score", "updated_unix_ms", "kind", "explanation")
    PASSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    DOC_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    SECTION_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    UPDATED_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    passage_id: str
    doc_id: str
    title: str
    url: str
    section: str
    text: str
    score: float
    updated_unix_ms: int
    kind: str
    explanation: Explanation
    def __init__(self, passage_id: _Optional[str] = ..., doc_id: _Optional[str] = ..., title: _Optional[str] = ..., url: _Optional[str] = ..., section: _Optional[str] = ..., text: _Optional[str] = ..., score: _Optional[float] = ..., updated_unix_ms: _Optional[int] = ..., kind: _Optional[str] = ..., explanation: _Optional[_Union[Explanation, _Mapping]] = ...) -> None: ...

class Explanation(_message.Message):
    __slots__ = ("signals", "word_rank", "meaning_rank", "text")
    SIGNALS_FIELD_NUMBER: _ClassVar[int]
    WORD_RANK_FIELD_NUMBER: _ClassVar[int]
    MEANING_RANK_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    signals: _containers.RepeatedCompositeFieldContainer[RankingSignal]
    word_rank: int
    meaning_rank: int
    text: str
    def __init__(self, signals: _Optional[_Iterable[_Union[RankingSignal, _Mapping]]] = ..., word_rank: _Optional[int] = ..., meaning_rank: _Optional[int] = ..., text: _Optional[str] = ...) -> None: ...

class RankingSignal(_message.Message):
    __slots__ = ("name", "value", "contribution")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    CONTRIBUTION_FIELD_NUMBER: _ClassVar[int]
    name: str
    value: float
    contribution: float
    def __init__(self, name: _Optional[str] = ..., value: _Optional[float] = ..., contribution: _Optional[float] = ...) -> None: ...

class SearchResponse(_message.Message):
    __slots__ = ("passages", "confidence", "generation")
    PASSAGES_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    GENERATION_FIELD_NUMBER: _ClassVar[int]
    passages: _containers.RepeatedCompositeFieldContainer[Passage]
    confidence: float
    generation: str
    def __init__(self, passages: _Optional[_Iterable[_Union[Passage, _Mapping]]] = ..., confidence: _Optional[float] = ..., generation: _Optional[str] = ...) -> None: ...

class GetIndexStatusRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetIndexStatusResponse(_message.Message):
    __slots__ = ("state", "generation", "document_count", "passage_count", "synced_unix_ms", "sync_running", "model", "pending_count")
    STATE_FIELD_NUMBER: _ClassVar[int]
    GENERATION_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    PASSAGE_COUNT_FIELD_NUMBER: _ClassVar[int]
    SYNCED_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    SYNC_RUNNING_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    PENDING_COUNT_FIELD_NUMBER: _ClassVar[int]
    state: IndexState
    generation: str
    document_count: int
    passage_count: int
    synced_unix_ms: int
    sync_running: bool
    model: str
    pending_count: int
    def __init__(self, state: _Optional[_Union[IndexState, str]] = ..., generation: _Optional[str] = ..., document_count: _Optional[int] = ..., passage_count: _Optional[int] = ..., synced_unix_ms: _Optional[int] = ..., sync_running: _Optional[bool] = ..., model: _Optional[str] = ..., pending_count: _Optional[int] = ...) -> None: ...

class ListDocumentsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class DocumentSummary(_message.Message):
    __slots__ = ("doc_id", "kind", "title", "url", "content_hash", "updated_unix_ms")
    DOC_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    CONTENT_HASH_FIELD_NUMBER: _ClassVar[int]
    UPDATED_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    doc_id: str
    kind: str
    title: str
    url: str
    content_hash: str
    updated_unix_ms: int
    def __init__(self, doc_id: _Optional[str] = ..., kind: _Optional[str] = ..., title: _Optional[str] = ..., url: _Optional[str] = ..., content_hash: _Optional[str] = ..., updated_unix_ms: _Optional[int] = ...) -> None: ...

class ListDocumentsResponse(_message.Message):
    __slots__ = ("documents", "next_page_token")
    DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    documents: _containers.RepeatedCompositeFieldContainer[DocumentSummary]
    next_page_token: str
    def __init__(self, documents: _Optional[_Iterable[_Union[DocumentSummary, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Source(_message.Message):
    __slots__ = ("source_id", "kind", "address", "document_count", "loaded_unix_ms", "running", "error", "excluded_count", "excluded")
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    LOADED_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    RUNNING_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    EXCLUDED_COUNT_FIELD_NUMBER: _ClassVar[int]
    EXCLUDED_FIELD_NUMBER: _ClassVar[int]
    source_id: str
    kind: SourceKind
    address: str
    document_count: int
    loaded_unix_ms: int
    running: bool
    error: str
    excluded_count: int
    excluded: _containers.RepeatedCompositeFieldContainer[ExcludedItem]
    def __init__(self, source_id: _Optional[str] = ..., kind: _Optional[_Union[SourceKind, str]] = ..., address: _Optional[str] = ..., document_count: _Optional[int] = ..., loaded_unix_ms: _Optional[int] = ..., running: _Optional[bool] = ..., error: _Optional[str] = ..., excluded_count: _Optional[int] = ..., excluded: _Optional[_Iterable[_Union[ExcludedItem, _Mapping]]] = ...) -> None: ...

class ExcludedItem(_message.Message):
    __slots__ = ("address", "reason")
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    address: str
    reason: str
    def __init__(self, address: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ListSourcesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListSourcesResponse(_message.Message):
    __slots__ = ("sources",)
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    sources: _containers.RepeatedCompositeFieldContainer[Source]
    def __init__(self, sources: _Optional[_Iterable[_Union[Source, _Mapping]]] = ...) -> None: ...

class PutSourceRequest(_message.Message):
    __slots__ = ("address",)
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    address: str
    def __init__(self, address: _Optional[str] = ...) -> None: ...

class PutSourceResponse(_message.Message):
    __slots__ = ("source",)
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    source: Source
    def __init__(self, source: _Optional[_Union[Source, _Mapping]] = ...) -> None: ...

class DeleteSourceRequest(_message.Message):
    __slots__ = ("source_id",)
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    source_id: str
    def __init__(self, source_id: _Optional[str] = ...) -> None: ...

class DeleteSourceResponse(_message.Message):
    __slots__ = ("deleted_count",)
    DELETED_COUNT_FIELD_NUMBER: _ClassVar[int]
    deleted_count: int
    def __init__(self, deleted_count: _Optional[int] = ...) -> None: ...

class LoadSourceRequest(_message.Message):
    __slots__ = ("source_id",)
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    source_id: str
    def __init__(self, source_id: _Optional[str] = ...) -> None: ...

class GetMirrorRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetMirrorResponse(_message.Message):
    __slots__ = ("made_unix_ms", "generation", "question_count", "recall_at_5", "mrr", "lost", "duplicates", "contradictions")
    MADE_UNIX_MS_FIELD_NUMBER: _ClassVar[int]
    GENERATION_FIELD_NUMBER: _ClassVar[int]
    QUESTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    RECALL_AT_5_FIELD_NUMBER: _ClassVar[int]
    MRR_FIELD_NUMBER: _ClassVar[int]
    LOST_FIELD_NUMBER: _ClassVar[int]
    DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    CONTRADICTIONS_FIELD_NUMBER: _ClassVar[int]
    made_unix_ms: int
    generation: str
    question_count: int
    recall_at_5: float
    mrr: float
    lost: _containers.RepeatedCompositeFieldContainer[LostQuestion]
    duplicates: _containers.RepeatedCompositeFieldContainer[SimilarPair]
    contradictions: _containers.RepeatedCompositeFieldContainer[Contradiction]
    def __init__(self, made_unix_ms: _Optional[int] = ..., generation: _Optional[str] = ..., question_count: _Optional[int] = ..., recall_at_5: _Optional[float] = ..., mrr: _Optional[float] = ..., lost: _Optional[_Iterable[_Union[LostQuestion, _Mapping]]] = ..., duplicates: _Optional[_Iterable[_Union[SimilarPair, _Mapping]]] = ..., contradictions: _Optional[_Iterable[_Union[Contradiction, _Mapping]]] = ...) -> None: ...

class LostQuestion(_message.Message):
    __slots__ = ("question", "page", "found")
    QUESTION_FIELD_NUMBER: _ClassVar[int]
    PAGE_FIELD_NUMBER: _ClassVar[int]
    FOUND_FIELD_NUMBER: _ClassVar[int]
    question: str
    page: PageLink
    found: PageLink
    def __init__(self, question: _Optional[str] = ..., page: _Optional[_Union[PageLink, _Mapping]] = ..., found: _Optional[_Union[PageLink, _Mapping]] = ...) -> None: ...

class PageLink(_message.Message):
    __slots__ = ("doc_id", "title", "url", "section")
    DOC_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    SECTION_FIELD_NUMBER: _ClassVar[int]
    doc_id: str
    title: str
    url: str
    section: str
    def __init__(self, doc_id: _Optional[str] = ..., title: _Optional[str] = ..., url: _Optional[str] = ..., section: _Optional[str] = ...) -> None: ...

class SimilarPair(_message.Message):
    __slots__ = ("one", "other", "similarity")
    ONE_FIELD_NUMBER: _ClassVar[int]
    OTHER_FIELD_NUMBER: _ClassVar[int]
    SIMILARITY_FIELD_NUMBER: _ClassVar[int]
    one: PageLink
    other: PageLink
    similarity: float
    def __init__(self, one: _Optional[_Union[PageLink, _Mapping]] = ..., other: _Optional[_Union[PageLink, _Mapping]] = ..., similarity: _Optional[float] = ...) -> None: ...

class Contradiction(_message.Message):
    __slots__ = ("one", "one_text", "other", "other_text", "about")
    ONE_FIELD_NUMBER: _ClassVar[int]
    ONE_TEXT_FIELD_NUMBER: _ClassVar[int]
    OTHER_FIELD_NUMBER: _ClassVar[int]
    OTHER_TEXT_FIELD_NUMBER: _ClassVar[int]
    ABOUT_FIELD_NUMBER: _ClassVar[int]
    one: PageLink
    one_text: str
    other: PageLink
    other_text: str
    about: str
    def __init__(self, one: _Optional[_Union[PageLink, _Mapping]] = ..., one_text: _Optional[str] = ..., other: _Optional[_Union[PageLink, _Mapping]] = ..., other_text: _Optional[str] = ..., about: _Optional[str] = ...) -> None: ...

class MakeMirrorRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
