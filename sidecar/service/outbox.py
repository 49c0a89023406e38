"""What goes to other services, for the owner: the list, another try, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping

from sidecar.desk import outbox
from sidecar.desk.courier import Courier
from sidecar.service import clock
from sidecar.service.paging import page_size, read_token, token
from sidecar.store import Database, Store, deliveries
from sidecar.store.deliveries import Delivery
from sidecar.telemetry import Metrics
from sidecar.v1 import operations_pb2 as pb

STATES: Mapping[str, pb.DeliveryState] = {
    deliveries.WAITING: pb.DELIVERY_STATE_WAITING,
    deliveries.DONE: pb.DELIVERY_STATE_DONE,
    deliveries.DEAD: pb.DELIVERY_STATE_DEAD,
}
_NAMES = {state: name for name, state in STATES.items()}


class OutboxCalls:
    """The calls of the service Operations that are about deliveries; see there.

    Without a `courier`, the owner has named no target.
    """

    def __init__(self, store: Store, courier: Courier | None, metrics: Metrics) -> None:
        self._store = store
        self._courier = courier
        self._metrics = metrics

    async def list_deliveries(self, request: pb.ListDeliveriesRequest) -> pb.ListDeliveriesResponse:
        """A page of them, and what waits in all."""
        size, before = page_size(request.page_size), read_token(request.page_token)
        state = _NAMES.get(request.state, "")

        def read(db: Database) -> pb.ListDeliveriesResponse:
            found = deliveries.page(db, state=state, before=before, limit=size + 1)
            last = found[size - 1] if len(found) > size else None
            waiting = [known for known in deliveries.backlogs(db, 0) if known.waiting_count]
            return pb.ListDeliveriesResponse(
                deliveries=[_told(delivery) for delivery in found[:size]],
                next_page_token=token(last.added_unix_ms, last.delivery_id) if last else "",
                waiting_count=sum(known.waiting_count for known in waiting),
                dead_count=deliveries.dead_count(db),
                oldest_unix_ms=min((known.oldest_unix_ms for known in waiting), default=0),
            )

        return await self._store.read(read)

    async def retry_delivery(self, request: pb.RetryDeliveryRequest) -> pb.RetryDeliveryResponse:
        """Has it tried within a second, if none of its target waits before it. Raises NotFound."""
        now_unix_ms = clock.now_unix_ms()
        await self._store.write(lambda db: outbox.retry(db, request.delivery_id, now_unix_ms))
        return pb.RetryDeliveryResponse()

    async def checks(self) -> list[pb.Check]:
        """How it stands; nothing where nobody is to be told."""
        if self._courier is None:
            return []
        ok, text = await self._courier.health()
        return [pb.Check(name="deliveries", ok=ok, text=text)]

    async def measure(self) -> None:
        """Sets the gauges."""
        if self._courier is not None:
            counts = dict.fromkeys(self._courier.names, 0)
            counts |= {known.target: known.waiting_count for known in await self._courier.backlog()}
            for name, count in counts.items():
                self._metrics.waiting_deliveries.labels(name).set(count)


def _told(delivery: Delivery) -> pb.Delivery:
    is_waiting = delivery.state == deliveries.WAITING
    return pb.Delivery(
        delivery_id=delivery.delivery_id,
        target=delivery.target,
        about=delivery.about,
        ticket_id=delivery.ticket_id,
        state=STATES[delivery.state],
        attempt_count=delivery.attempt_count,
        added_unix_ms=delivery.added_unix_ms,
        due_unix_ms=delivery.due_unix_ms if is_waiting else 0,
        error=delivery.error,
    )
