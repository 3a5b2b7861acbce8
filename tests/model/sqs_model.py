"""A small model of SQS, written from the specification and sharing nothing with the server.

Time is a pair (units, operation number): the test moves the server's clock in units of 100 s only, so
that what passes in real time decides nothing but the order of operations inside a unit, which is the
order in which the test made them.
"""

from dataclasses import dataclass, field

UNIT_S = 100
DEDUPLICATION_UNITS = 3


@dataclass
class Message:
    body: str
    number: int  # arrival in this queue
    message_id: str
    since: tuple  # became, or becomes, available
    sent: tuple
    retained: tuple
    group: str | None = None
    receives: int = 0
    received: tuple | None = None
    source: str | None = None
    latest_handle: str | None = None
    latest_deadline: tuple | None = None


@dataclass
class Queue:
    name: str
    fifo: bool
    visibility: int = 1  # units
    delay: int = 0
    retention: int = 3456
    dead_letters: "Queue | None" = None
    max_receives: int = 0
    messages: list = field(default_factory=list)
    deduplication: dict = field(default_factory=dict)  # id -> (message id, until)
    arrivals: int = 0


class Model:
    def __init__(self):
        self.units = 0
        self.operations = 0

    def now(self):
        return (self.units, self.operations)

    def later(self, units):
        return (self.units + units, self.operations)

    def tick(self):
        self.operations += 1

    def drop_expired(self, queue):
        now = self.now()
        queue.messages = [m for m in queue.messages
                          if now < (m.retained[0] + queue.retention, m.retained[1])]

    def duplicate_of(self, queue, deduplication_id):
        found = queue.deduplication.get(deduplication_id)
        return found[0] if found and self.now() < found[1] else None

    def send(self, queue, body, message_id, delay=None, group=None, deduplication_id=None):
        wait = queue.delay if delay is None or queue.fifo else delay
        queue.arrivals += 1
        queue.messages.append(Message(body, queue.arrivals, message_id, self.later(wait), self.now(),
                                      self.now(), group))
        if queue.fifo:
            queue.deduplication[deduplication_id] = (message_id, self.later(DEDUPLICATION_UNITS))

    def ready(self, queue):
        """Messages that can be received, in order."""
        now = self.now()
        if not queue.fifo:
            return sorted((m for m in queue.messages if m.since <= now),
                          key=lambda m: (m.since, m.number))
        groups = {}
        for message in queue.messages:
            groups.setdefault(message.group, []).append(message)
        found = []
        for messages in sorted(groups.values(), key=lambda g: (g[0].since, g[0].number)):
            for message in messages:
                if message.since > now:
                    break
                found.append(message)
        return found

    def bury(self, queue, message):
        target = queue.dead_letters
        queue.messages.remove(message)
        target.arrivals += 1
        target.messages.append(Message(
            message.body, target.arrivals, message.message_id, self.now(), message.sent,
            self.now() if queue.fifo else message.retained, message.group, message.receives,
            message.received, queue.name))

    def receive(self, queue, maximum, visibility):
        """The messages that must be received now; they are marked so."""
        self.drop_expired(queue)
        if queue.dead_letters:
            while True:
                worn = [m for m in self.ready(queue)[:maximum] if m.receives >= queue.max_receives]
                if not worn:
                    break
                for message in worn:
                    self.bury(queue, message)
        taken = self.ready(queue)[:maximum]
        for message in taken:
            message.receives += 1
            message.received = self.now()
            message.since = self.later(queue.visibility if visibility is None else visibility)
            message.latest_deadline = message.since
        return taken

    def counts(self, queue):
        self.drop_expired(queue)
        now = self.now()
        visible = sum(m.since <= now for m in queue.messages)
        flying = sum(m.since > now and m.receives > 0 and m.latest_deadline is not None
                     for m in queue.messages)
        return visible, flying, len(queue.messages) - visible - flying
