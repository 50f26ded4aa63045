"""Argon2id for PINs."""

from __future__ import annotations


class Argon2Hasher:
    """``memory_kib`` and ``rounds`` can be lowered by tests; stored hashes carry their own."""

    def __init__(self, *, memory_kib: int = 19_456, rounds: int = 2) -> None:
        self._memory = memory_kib
        self._rounds = rounds

    def hash(self, secret: bytes) -> str:
        from argon2 import PasswordHasher  # noqa: PLC0415 - not needed before someone logs in

        return PasswordHasher(time_cost=self._rounds, memory_cost=self._memory, parallelism=1).hash(
            secret
        )

    def matches(self, stored: str, secret: bytes) -> bool:
        from argon2 import PasswordHasher, exceptions  # noqa: PLC0415 - as above

        try:
            return PasswordHasher().verify(stored, secret)
        except (exceptions.VerificationError, exceptions.InvalidHashError):
            return False
