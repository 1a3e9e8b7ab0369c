"""The Method of Equal Shares: ``count_equal_shares``."""

from app.domain.counting.equal_shares.completion import count_equal_shares

__all__ = ["count_equal_shares"]
