"""Proofs of a till's key that were shown already: each opens the door once."""

from __future__ import annotations

import threading
from collections import OrderedDict

REMEMBERED = 200_000
"""Some days of a chain of a thousand tills; a restart forgets, TLS hides proofs from others."""


class UsedProofs:
    """Signatures that bought a token, the oldest forgotten first. Safe from several threads."""

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, None] = OrderedDict()

    def first_time(self, signature: str) -> bool:
        """Whether this signature was never shown here before; it has been from now on."""
        with self._lock:
            if signature in self._seen:
                return False
            self._seen[signature] = None
            if len(self._seen) > self._size:
                self._seen.popitem(last=False)
            return True
