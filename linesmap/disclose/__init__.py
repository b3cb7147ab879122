"""Decide what may leave."""

from linesmap.disclose.handling import may_leave

__all__ = ["may_leave"]
