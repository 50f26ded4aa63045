"""Bounds that both ends share; a message beyond them is refused before it is read."""

from __future__ import annotations

BATCH_FACTS = 500
"""Facts in one push, rows in one page of the feed."""
BATCH_BYTES = 1 << 20
"""Bytes of a batch as it travels, compressed."""
BODY_BYTES = 4 << 20
"""Bytes of any body after decompression."""
MAX_DEPTH = 16
"""Nesting of arrays and objects in a body."""
MAX_PAYLOAD = 256 << 10
"""Bytes of one fact."""
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Of one-time codes: nothing that looks like something else."""
CODE_LENGTH = 8
TOKEN_SECONDS = 900
"""Life of a till's access token."""
BACKOFF_FIRST_SECONDS = 1.0
BACKOFF_MAX_SECONDS = 300.0
RESUME_SECONDS = 60.0
"""After any fault sync goes on by itself within this time."""
BELL_SECONDS = 30
"""How long a till may wait at HQ's bell."""
WIRE_VERSION = 1
OLDEST_WIRE_VERSION = 1
"""Oldest version of a till that may still push."""
