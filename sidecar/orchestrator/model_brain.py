"""The Brain that writes with a language model, given passages, tools and nothing else.

The first call already carries the passages, so a question the shop's pages answer costs one.
Everything that came from a shopper or a tool goes out masked; passages and results go in as JSON
data, with marks for names, so that nothing in them can pass for an instruction's frame.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from sidecar.admission.budget import Budget
from sidecar.errors import BudgetSpent, ModelUnavailable
from sidecar.llm.provider import Broken, Call, Message, Piece, Provider, Text
from sidecar.nouns import ToolResult, ToolSpec, Usage
from sidecar.orchestrator.answer import is_lookup
from sidecar.orchestrator.brain import Ask, Context, Cut, Say, Spent, Utterance
from sidecar.prompts import Prompts
from sidecar.redaction import Vault

ACTIONS = frozenset({"order", "product", "human", "ticket", "out_of_scope", "small_talk"})
HISTORY_CHARS = 1_000  # of one earlier message
# What is left of it where a try, or a model before, failed: perhaps there was too much to read.
SHORT_HISTORY, SHORT_PASSAGES = 2, 2
RESULT_CHARS = 8_000
MAX_REPAIR_CHARS = 800

# A whole JSON value, with quotes or, as models also write it, without.
_ORDER_VALUE = re.compile(r'(?<=[:,\[\s])("?)(\[ORDER_\d+\])\1(?=\s*[,}\]])')
_PLACEHOLDER = re.compile(r"\[[A-Z]+_\d+\]")


class ModelBrain:
    """Speaks through one provider, as far as the budget goes."""

    marks_sources = False

    def __init__(self, provider: Provider, prompts: Prompts, budget: Budget, canary: str) -> None:
        self.name = f"{provider.name}/{provider.model}"
        self._provider = provider
        self._prompts = prompts
        self._budget = budget
        self._canary = canary

    async def speak(self, context: Context) -> AsyncGenerator[Utterance]:
        """See `Brain`."""
        tools = [_described(tool) for tool in context.tools]
        async with aclosing(self._stream(context, (), tools)) as pieces:
            async for piece in pieces:
                match piece:
                    case Text():
                        yield Say(piece.text)
                    case Call():
                        arguments = restore_arguments(context.vault, piece.arguments_json)
                        yield Ask(piece.name, arguments)
                    case Broken():
                        yield Cut()

    async def repair(self, context: Context, sentence: str, reason: str) -> str:
        """One sentence again, without what can't be proven; empty when the model can't."""
        quoted = json.dumps(sentence, ensure_ascii=False)
        asked = self._prompts.told("repair.ask", reason=reason, sentence=quoted)
        written = ""
        try:
            more = ({"role": "user", "content": asked},)
            async with aclosing(self._stream(context, more)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Text):
                        written += piece.text
                    if isinstance(piece, Broken) or len(written) > MAX_REPAIR_CHARS:
                        return ""
        except (ModelUnavailable, BudgetSpent) as cause:
            context.spent(Spent(Usage(), self._provider.model, failure=cause.reason))
            return ""
        written = written.strip().strip('"')
        return "" if written.upper().startswith("NONE") else written

    async def _stream(
        self,
        context: Context,
        more: Sequence[Message],
        tools: Sequence[Mapping[str, Any]] = (),
    ) -> AsyncGenerator[Piece]:
        """What the model answers to the context and `more`; all that it uses is paid for."""
        messages = [*self._messages(context, is_short=context.is_second), *more]
        drafts = _is_unsure(context, self._prompts.policy.sure)
        used = Usage()

        def told(usage: Usage, model: str, took_ms: float, failure: str) -> None:
            nonlocal used
            used += usage
            writer = f"{self._provider.name}/{model}"
            context.spent(Spent(usage, model, writer, took_ms, failure))

        protocol = self._prompts.protocol
        most = self._provider.most(messages, tools, drafts=drafts, protocol=protocol)
        with await self._budget.reserve(context.account, most) as hold:
            try:
                stream = self._provider.stream(
                    messages,
                    tools,
                    drafts=drafts,
                    shorter=[*self._messages(context, is_short=True), *more],
                    protocol=protocol,
                    limit_s=context.limit_s,
                    told=told,
                )
                async with aclosing(stream) as pieces:
                    while True:
                        with context.waiting():
                            piece = await anext(pieces, None)
                        if piece is None:
                            return
                        yield piece
            finally:
                hold.settle(used)

    def _messages(self, context: Context, *, is_short: bool = False) -> list[Message]:
        """The conversation as the model reads it; the short one has less to read."""
        mask = context.vault.mask
        system = self._prompts.system(context.shop.shop_name, self._canary, context.locale)
        messages: list[Message] = [{"role": "system", "content": system}]
        # Masked whole before it is cut: half an address is not recognised as one.
        for exchange in context.memory()[-SHORT_HISTORY if is_short else 0 :]:
            messages.append({"role": "user", "content": exchange.question[:HISTORY_CHARS]})
            answer = exchange.answer[:HISTORY_CHARS] or self._prompts.told("turn.no_answer")
            messages.append({"role": "assistant", "content": answer})
        found = context.retrieval.passages if context.retrieval else ()
        ids = {known.passage_id for known in found[: SHORT_PASSAGES if is_short else None]}
        passages = [
            _shown(mark, context)
            for mark, passage in context.passages.items()
            if passage.passage_id in ids
        ]
        data = json.dumps({"passages": passages}, ensure_ascii=False)
        asked = self._prompts.told("turn.data", passages=data, message=mask(context.text))
        messages.append({"role": "user", "content": asked})
        for place, result in enumerate(context.results):
            messages.extend(_round(place, result, context))
        return messages


def _is_unsure(context: Context, sure: float) -> bool:
    """Whether the larger model writes: neither the pages nor a look-up answer for certain.

    What a tool is needed for is planned by the smaller one.
    """
    looked_up = any(map(is_lookup, context.results))
    plans = not context.results and context.route.intent in ACTIONS
    confidence = context.retrieval.confidence if context.retrieval is not None else 0.0
    return not looked_up and not plans and confidence < sure


def restore_arguments(vault: Vault, arguments_json: str) -> str:
    """Arguments with the shopper's own values back in place of placeholders.

    An order number that is all digits becomes a JSON number, as tools expect it.
    """

    def number(found: re.Match[str]) -> str:
        value = vault.restore(found[2])
        return str(int(value)) if value.isdecimal() else json.dumps(value)

    def text(found: re.Match[str]) -> str:
        return json.dumps(vault.restore(found[0]), ensure_ascii=False)[1:-1]

    return _PLACEHOLDER.sub(text, _ORDER_VALUE.sub(number, arguments_json))


def _described(tool: ToolSpec) -> Mapping[str, Any]:
    return {
        "type": "function",
        "function": {
            "name": tool.name,
            "description": tool.description,
            "parameters": dict(tool.input_schema),
        },
    }


def _shown(mark: str, context: Context) -> Mapping[str, str]:
    passage = context.passages[mark]
    return {
        "mark": mark,
        "title": passage.title,
        "section": passage.section,
        "text": passage.text,
    }


def _round(place: int, result: ToolResult, context: Context) -> list[Mapping[str, Any]]:
    """A call and its result, as the protocol has them; the call's own id stays here."""
    call_id = f"call_{place}"
    call, mask = result.call, context.vault.mask
    arguments = mask(json.dumps(call.arguments, ensure_ascii=False))
    content: Mapping[str, Any]
    if result.value is None:
        content = {"error": str(result.error_code), "message": result.error_text}
    elif call.name == "search_kb":
        ids = {str(known["id"]) for known in result.value["passages"]}
        content = {
            "passages": [
                _shown(mark, context)
                for mark, passage in context.passages.items()
                if passage.passage_id in ids
            ]
        }
    else:
        content = result.value
    function = {"name": call.name, "arguments": arguments}
    return [
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": call_id, "type": "function", "function": function}],
        },
        {
            "role": "tool",
            "tool_call_id": call_id,
            "content": mask(json.dumps(content, ensure_ascii=False))[:RESULT_CHARS],
        },
    ]
