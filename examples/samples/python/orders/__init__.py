"""Orders come by a queue; each takes its items out of the stock, once."""

from .consumer import OrderConsumer, UnknownItem, create_tables
from .producer import place_order

__all__ = ["OrderConsumer", "UnknownItem", "create_tables", "place_order"]
