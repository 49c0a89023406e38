"""Other services, one file each; `adapter_of` gives the one that speaks to a target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sidecar.desk.adapters.adapter import Adapter
from sidecar.desk.adapters.github import GitHubIssues
from sidecar.desk.adapters.help_scout import HelpScoutConversations
from sidecar.desk.adapters.linear import LinearIssues
from sidecar.desk.adapters.slack import SlackChannel
from sidecar.desk.adapters.webhook import WebhookReceiver
from sidecar.target import Target

__all__ = ["Adapter", "adapter_of"]

ADAPTERS: Mapping[str, Callable[[Any], Adapter]] = {
    "github": GitHubIssues,
    "linear": LinearIssues,
    "help_scout": HelpScoutConversations,
    "webhook": WebhookReceiver,
    "slack": SlackChannel,
}


def adapter_of(target: Target) -> Adapter:
    """Speaks to one target; to be closed."""
    return ADAPTERS[target.kind](target)
