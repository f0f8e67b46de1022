"""Who asks, and how much query time each client has left: a token bucket over measured seconds.

The fields say so to the client as draft-ietf-httpapi-ratelimit-headers has it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from skillgraph.errors import Busy, UsageError
from skillgraph.settings import Settings

WINDOW_S = 60
MOST_CLIENTS = 10_000
_V6_PREFIX = 64  # one subscriber has that much to choose from


@dataclass(slots=True)
class Bucket:
    """Seconds left at a moment of the clock; below zero after a query that took more than there was."""

    left: float
    at: float


class Clients:
    """The budgets of all clients that have used some of theirs; who is not in it has all of it."""

    def __init__(self, settings: Settings, clock: Callable[[], float]) -> None:
        self._most = float(settings.client_seconds)
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}
        self._proxies = [_network(text) for text in settings.listed("trusted_proxies")]
        policy = f'"query-seconds";q={settings.client_seconds};w={WINDOW_S}'
        at_once = f'"at-once";q={settings.client_at_once};qu="concurrent-requests"'
        self.policy = ", ".join([policy, at_once] if self._most else [at_once]).encode()
        self._full = f'"query-seconds";r={settings.client_seconds};t=0'.encode() if self._most else b""
        self._identified = lru_cache(maxsize=1024)(self._identify)

    def identify(self, peer: str, forwarded: str) -> str:
        """The client's address: the peer's, or behind trusted proxies the last one that none of them has."""
        return self._identified(peer, forwarded[-1024:] if self._proxies else "")

    def _identify(self, peer: str, forwarded: str) -> str:
        address = peer
        for hop in (peer, *reversed(forwarded.split(","))):
            address = hop.strip() or address
            if not self._is_trusted(address):
                break
        return _normal(address) or peer

    def _is_trusted(self, address: str) -> bool:
        try:
            return any(ip_address(address) in network for network in self._proxies)
        except ValueError:
            return False

    def remaining(self, client: str) -> float:
        """Seconds of query time that a client has left."""
        bucket = self._buckets.get(client)
        if bucket is None:
            return self._most
        return min(self._most, bucket.left + (self._clock() - bucket.at) * self._most / WINDOW_S)

    def admit(self, client: str) -> None:
        """Busy where the client has used up its query time."""
        if not self._most:
            return
        left = self.remaining(client)
        if left <= 0:
            wait = math.ceil((1 - left) * WINDOW_S / self._most)
            message = f"This client has used its {self._most:g} s of query time a minute."
            raise Busy(message, "client", wait, f"Try again in {wait} s.")

    def charge(self, client: str, seconds: float) -> None:
        """Takes query time from a client's budget."""
        if not self._most:
            return
        if len(self._buckets) >= MOST_CLIENTS:
            self._forget()
        self._buckets[client] = Bucket(self.remaining(client) - seconds, self._clock())

    def _forget(self) -> None:
        """Drops the half that has most left, so that who owes most is remembered longest."""
        owing = sorted(self._buckets, key=self.remaining)[: MOST_CLIENTS // 2]
        self._buckets = {name: self._buckets[name] for name in owing}

    def state(self, client: str) -> bytes:
        """The value of the RateLimit field: whole seconds left, and until when all of it is back."""
        if client not in self._buckets or not self._most:
            return self._full
        left = self.remaining(client)
        if left >= self._most:
            del self._buckets[client]
            return self._full
        wait = math.ceil((self._most - left) * WINDOW_S / self._most)
        return f'"query-seconds";r={max(0, math.floor(left))};t={wait}'.encode()


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise UsageError(
            f"SKILLGRAPH_TRUSTED_PROXIES has {text!r}.", "It takes addresses or networks such as 10.0.0.0/8."
        ) from None


def _normal(text: str) -> str:
    """An address as it is counted: IPv6 by its first 64 bits; empty for what is none."""
    try:
        address = ip_address(text.strip("[]"))
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((int(address) >> _V6_PREFIX << _V6_PREFIX, _V6_PREFIX)))
    return str(address)
