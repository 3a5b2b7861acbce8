"""Handle a message once, though a queue may deliver it twice.

The memory of what was processed lives in the user's own database and is written in the transaction of
the effect. So both are there after a crash, or neither.
"""

from ._connections import Connection, TransactionOpen
from ._processed import ProcessedMessages

__all__ = ["Connection", "ProcessedMessages", "TransactionOpen"]
