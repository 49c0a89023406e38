from __future__ import annotations

import pytest

from sidecar.errors import BadMessage, WrongState
from sidecar.evaluation.mirrors import Mirrors
from sidecar.ingest.sources import Sources
from sidecar.service.knowledge import KnowledgeCalls
from sidecar.service.mirror import MirrorCalls
from sidecar.service.sources import SourceCalls
from sidecar.store.documents import StoredDocument
from sidecar.telemetry import Metrics
from sidecar.v1 import knowledge_pb2 as pb
from tests.sidecar.shop import DOCUMENTS, MODEL_DIR, RETURNS, SYNC_ID, TENT, Library, page


@pytest.fixture
def calls(library: Library) -> KnowledgeCalls:
    hosts = ["Shop.example"]
    sources = SourceCalls(Sources(library.store, library.shelf, library.sync, library.clock))
    mirrors = Mirrors(library.store, library.shelf, MODEL_DIR, Metrics(), library.clock)
    mirror = MirrorCalls(mirrors)
    return KnowledgeCalls(
        library.knowledge, library.sync, library.store, lambda: hosts, sources, mirror
    )


def sent(item: StoredDocument, **values: object) -> pb.Document:
    """The document as WordPress sends it."""
    document = pb.Document(
        doc_id=item.doc_id,
        kind=item.kind,
        url=item.url,
        title=item.title,
        body_html=item.body_html,
        content_hash=item.content_hash,
        locale=item.locale,
        updated_unix_ms=item.updated_unix_ms,
        product_id=item.product_id,
        channels=item.channels,
    )
    for name, value in values.items():
        setattr(document, name, value)
    return document


async def put(calls: KnowledgeCalls, *items: pb.Document) -> pb.PutDocumentsResponse:
    return await calls.PutDocuments(
        pb.PutDocumentsRequest(sync_id="nightly-2", documents=items), None
    )


ZEBRA = page("zebra", "Zebra tarp", "<p>The zebra tarp costs nothing to ship.</p>")


async def test_a_batch_is_stored_once_and_known_the_second_time(calls: KnowledgeCalls) -> None:
    first = await put(calls, sent(ZEBRA), sent(TENT))
    assert (first.stored_count, first.unchanged_count) == (1, 1)
    again = await put(calls, sent(ZEBRA), sent(TENT))
    assert (again.stored_count, again.unchanged_count) == (0, 2)


async def test_an_announced_document_is_wanted_only_when_its_content_is_not_held(
    calls: KnowledgeCalls,
) -> None:
    response = await put(
        calls,
        sent(TENT, body_html=""),
        sent(RETURNS, body_html="", content_hash="ab" * 32),
        sent(ZEBRA, body_html=""),
    )
    assert list(response.wanted_doc_ids) == ["returns", "zebra"]
    assert (response.stored_count, response.unchanged_count) == (0, 1)


async def test_announcing_keeps_the_body_that_is_held(
    calls: KnowledgeCalls, library: Library
) -> None:
    await put(calls, *(sent(item, body_html="") for item in DOCUMENTS))
    assert (await library.commit("nightly-2", full=True))[-1].pruned_count == 0
    assert "2.1 kg" in (await library.knowledge.search("tent for two")).passages[0].text


async def test_a_malformed_document_is_refused_and_the_others_are_kept(
    calls: KnowledgeCalls,
) -> None:
    response = await put(
        calls,
        sent(ZEBRA, doc_id=""),
        sent(ZEBRA, doc_id="x" * 500, title=""),
        sent(ZEBRA, doc_id="far", url="https://evil.example/"),
        sent(ZEBRA),
    )
    assert response.stored_count == 1
    told = {item.doc_id: item.reason for item in response.refused}
    assert "no id" in told[""]
    assert "hosts" in told["far"]
    assert all(len(doc_id) <= 128 for doc_id in told)


async def test_a_batch_has_a_sync_id_and_at_most_200_documents(calls: KnowledgeCalls) -> None:
    with pytest.raises(BadMessage):
        await calls.PutDocuments(pb.PutDocumentsRequest(sync_id="short"), None)
    with pytest.raises(BadMessage):
        await put(calls, *[sent(ZEBRA)] * 201)


async def test_progress_ends_with_the_generation_that_answers(
    calls: KnowledgeCalls, library: Library
) -> None:
    await put(calls, sent(ZEBRA))
    request = pb.CommitSyncRequest(sync_id="nightly-2")
    steps = [step async for step in calls.CommitSync(request, None)]
    assert steps[-1].stage == "done"
    status = await calls.GetIndexStatus(pb.GetIndexStatusRequest(), None)
    assert steps[-1].generation == status.generation
    assert status.state == pb.INDEX_STATE_READY
    assert (status.document_count, status.pending_count) == (13, 0)
    assert status.model.startswith("all-MiniLM-L6-v2 int8")


async def test_a_second_commit_is_refused_while_one_runs(
    calls: KnowledgeCalls, library: Library
) -> None:
    await put(calls, sent(ZEBRA))
    running = calls.CommitSync(pb.CommitSyncRequest(sync_id="nightly-2"), None)
    await anext(running)
    with pytest.raises(WrongState) as refused:
        await anext(calls.CommitSync(pb.CommitSyncRequest(sync_id=SYNC_ID), None))
    assert refused.value.reason == "SYNC_RUNNING"
    assert [step async for step in running][-1].stage == "done"


async def test_a_search_gives_citable_passages(calls: KnowledgeCalls) -> None:
    response = await calls.Search(pb.SearchRequest(query="How long may I return things?"), None)
    best = response.passages[0]
    assert (best.doc_id, best.url, best.kind) == ("returns", RETURNS.url, "page")
    assert len(response.passages) == 3
    assert 0 < response.confidence <= 1


async def test_a_search_says_why_when_it_is_asked(calls: KnowledgeCalls) -> None:
    query = "How long may I return things?"
    plain = await calls.Search(pb.SearchRequest(query=query), None)
    assert not plain.passages[0].HasField("explanation")
    told = (await calls.Search(pb.SearchRequest(query=query, explain=True), None)).passages[0]
    added = sum(signal.contribution for signal in told.explanation.signals)
    assert added == pytest.approx(told.score, abs=1e-6)
    assert "cosine" in [signal.name for signal in told.explanation.signals]
    assert told.explanation.meaning_rank >= 1 and told.explanation.text


@pytest.mark.parametrize(
    "request_", [{"query": " "}, {"query": "a" * 4_001}, {"query": "a", "top_k": 6}]
)
async def test_a_malformed_search_is_refused(
    calls: KnowledgeCalls, request_: dict[str, object]
) -> None:
    with pytest.raises(BadMessage):
        await calls.Search(pb.SearchRequest(**request_), None)  # type: ignore[arg-type]


async def test_deleting_counts_what_was_there(calls: KnowledgeCalls) -> None:
    request = pb.DeleteDocumentsRequest(doc_ids=["returns", "returns", "never-was"])
    assert (await calls.DeleteDocuments(request, None)).deleted_count == 1
    with pytest.raises(BadMessage):
        await calls.DeleteDocuments(pb.DeleteDocumentsRequest(doc_ids=["a"] * 1_001), None)


async def test_documents_are_listed_page_by_page(calls: KnowledgeCalls) -> None:
    seen: list[str] = []
    token = ""
    while True:
        response = await calls.ListDocuments(
            pb.ListDocumentsRequest(page_size=5, page_token=token), None
        )
        seen += [document.doc_id for document in response.documents]
        token = response.next_page_token
        if not token:
            break
    assert seen == sorted(item.doc_id for item in DOCUMENTS)
    with pytest.raises(BadMessage):
        await calls.ListDocuments(pb.ListDocumentsRequest(page_size=501), None)


async def test_a_mirror_is_made_on_demand_and_kept(calls: KnowledgeCalls) -> None:
    assert (await calls.GetMirror(pb.GetMirrorRequest(), None)).made_unix_ms == 0
    steps = [step async for step in calls.MakeMirror(pb.MakeMirrorRequest(), None)]
    assert steps[-1].stage == "done"
    mirror = await calls.GetMirror(pb.GetMirrorRequest(), None)
    assert mirror.generation == steps[-1].generation
    assert mirror.question_count > 10


VARIANTS = (
    "Do you ship to Iceland?",
    "Can you send a parcel to Iceland?",
    "is delivery to iceland possible",
    "I live in Reykjavik, Iceland. Do you deliver there?",
)


@pytest.mark.parametrize("variant", VARIANTS)
async def test_an_answer_that_the_owner_writes_is_found_first_at_once(
    variant: str, calls: KnowledgeCalls, library: Library
) -> None:
    answer = page("faq-9", VARIANTS[0], "<p>Yes, within 9 working days.</p>", kind="faq")
    await put(calls, sent(answer))
    request = pb.CommitSyncRequest(sync_id="nightly-2")
    assert [step async for step in calls.CommitSync(request, None)][-1].stage == "done"
    response = await calls.Search(pb.SearchRequest(query=variant), None)
    assert response.passages[0].doc_id == "faq-9"
