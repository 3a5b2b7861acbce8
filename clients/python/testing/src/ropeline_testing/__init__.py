"""Tests that speak with a Ropeline server: its clock, its faults, its memory of what happened."""

from ._lab import Lab, LabError
from ._server import Server

__all__ = ["Lab", "LabError", "Server"]
