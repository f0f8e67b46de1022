"""Where an endpoint is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from skillgraph.errors import UsageError


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an http or https URL that a connection needs; `url` is what it was made of."""

    url: str
    is_secure: bool
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, url: str) -> Address:
        """UsageError where the URL is none, or holds a user's name, which belongs into the header."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment:
            raise UsageError(f"{url!r} is no address of an endpoint.", "Write it as http://host:port/path.")
        if parts.username or parts.password:
            hint = "Give SKILLGRAPH_ENDPOINT_AUTHORIZATION the value of the Authorization header."
            raise UsageError("The address of an endpoint holds a user's name.", hint)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        is_secure = parts.scheme == "https"
        return cls(url, is_secure, parts.hostname, port or (443 if is_secure else 80), path)

    @property
    def origin(self) -> str:
        """Scheme, host and port, as an error names it: a path may hold what is nobody's business."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.is_secure else 'http'}://{host}:{self.port}"


def addresses(urls: Iterable[str]) -> tuple[Address, ...]:
    """The addresses of replicas, each once, in their order; UsageError where there is none."""
    found = tuple(dict.fromkeys(Address.of(url) for url in urls))
    if not found:
        raise UsageError("No endpoint is given.", "Give --endpoint URL, or set SKILLGRAPH_ENDPOINT.")
    return found
