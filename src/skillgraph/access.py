"""Who may read a private server: tokens with a name and an expiry, of which only the SHA-256 is kept.

They are in a JSON file of mode 0600. A token is 256 random bits, so that a plain hash of it cannot be turned back. It
comes in the header `Authorization: Bearer` (RFC 6750, section 2.1) and in no other way.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from skillgraph.errors import AccessDenied, UnknownName, UsageError
from skillgraph.settings import Settings

DAYS = 90
MOST_DAYS = 3650
_BEGIN = "sgt_"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*) *", re.IGNORECASE)
_OTHERS_WRITE = 0o022


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token: its name, the SHA-256 of it in hexadecimal, and from when until when it is good."""

    name: str
    sha256: str
    created: datetime
    expires: datetime


def verify(tokens: tuple[Token, ...], header: str, now: datetime) -> Token:
    """The token that an Authorization header holds; AccessDenied where there is none, or none that is good.

    It is compared with every token that there is, each in constant time: the time says neither how much of one was
    right nor which it was.
    """
    match = _BEARER.fullmatch(header)
    if not match:
        is_given = header.lower().startswith("bearer")
        raise AccessDenied("This server answers those who hold a token.", _HOW, is_given=is_given)
    digest = hashlib.sha256(match[1].encode()).hexdigest()
    found = [token for token in tokens if hmac.compare_digest(token.sha256, digest)]
    if not found:
        raise AccessDenied("The token is not known here.", "It may have been revoked; ask for another.", is_given=True)
    if found[0].expires <= now:
        day = found[0].expires.date().isoformat()
        raise AccessDenied(f"The token expired on {day}.", "Ask for another.", is_given=True)
    return found[0]


_HOW = "Send it in the header 'Authorization: Bearer TOKEN'; it is not looked for anywhere else."


class TokenFile:
    """The file of tokens; it is read again when it has changed, so that a revoked token is refused at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tokens: tuple[Token, ...] = ()
        self._stamp: tuple[int, ...] = ()

    @classmethod
    def of(cls, settings: Settings, environ: Mapping[str, str]) -> TokenFile:
        """The file that the settings name; by default below XDG_CONFIG_HOME or ~/.config."""
        if settings.tokens:
            return cls(Path(settings.tokens).expanduser())
        base = environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
        return cls(Path(base) / "skillgraph" / "tokens.json")

    def tokens(self) -> tuple[Token, ...]:
        """All tokens, expired ones as well; UsageError where the file is not to be read or trusted."""
        try:
            about = self.path.stat()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._wrong(f"cannot be read: {error.strerror}", "Check its permissions.") from None
        stamp = (about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)
        if stamp != self._stamp:
            self._tokens, self._stamp = self._read(about.st_mode), stamp
        return self._tokens

    def need_good(self, now: datetime) -> None:
        """UsageError where there is no token that has not expired."""
        if not any(token.expires > now for token in self.tokens()):
            raise UsageError(
                f"There is no token that is good in {self.path}, so nobody could ask a private server.",
                "Make one with 'skillgraph token new NAME'.",
            )

    def new(self, name: str, days: int, now: datetime) -> str:
        """A new token, which is not kept and can never be shown again."""
        if not _NAME.fullmatch(name):
            raise UsageError(f"{name!r} is no name of a token.", "Use letters, digits, '.', '_' and '-'.")
        if not 1 <= days <= MOST_DAYS:
            raise UsageError(f"A token cannot be good for {days} days.", f"Give from 1 to {MOST_DAYS}.")
        secret = _BEGIN + secrets.token_urlsafe(32)
        with self._locked():
            tokens = self.tokens()
            if any(token.name == name for token in tokens):
                raise UsageError(f"There is a token called {name} already.", "Revoke it first, or use another name.")
            at = now.replace(microsecond=0)
            digest = hashlib.sha256(secret.encode()).hexdigest()
            self._write((*tokens, Token(name, digest, at, at + timedelta(days=days))))
        return secret

    def revoke(self, name: str) -> None:
        """Forgets a token; UnknownName where there is none of that name."""
        with self._locked():
            tokens = self.tokens()
            kept = tuple(token for token in tokens if token.name != name)
            if kept == tokens:
                raise UnknownName(f"There is no token called {name}.", "'skillgraph token list' shows them.")
            self._write(kept)

    def _read(self, mode: int) -> tuple[Token, ...]:
        if mode & _OTHERS_WRITE:
            raise self._wrong("can be written by others", f"Look at what is in it, then 'chmod 600 {self.path}'.")
        try:
            rows = json.loads(self.path.read_bytes())["tokens"]
            tokens = tuple(_token(row) for row in rows)
        except OSError as error:
            raise self._wrong(f"cannot be read: {error.strerror}", "Check its permissions.") from None
        except (ValueError, KeyError, TypeError):
            raise self._wrong("is no file of tokens", "Move it away and make new tokens.") from None
        return tokens

    def _write(self, tokens: tuple[Token, ...]) -> None:
        """Puts a new file of mode 0600 in the place of the old one, in one step."""
        rows = [
            {**asdict(one), "created": one.created.isoformat(), "expires": one.expires.isoformat()} for one in tokens
        ]
        fresh = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            fresh.unlink(missing_ok=True)
            fresh.touch(mode=0o600, exist_ok=False)
            fresh.write_text(json.dumps({"tokens": rows}, indent=2) + "\n", encoding="utf-8")
            fresh.replace(self.path)
        except OSError as error:
            raise self._wrong(f"cannot be written: {error.strerror}", "Check its folder.") from None
        finally:
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Within it no other process changes the file."""
        import fcntl  # not on every system, and only needed here

        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            raise self._wrong(f"cannot be written: {error.strerror}", "Set SKILLGRAPH_TOKENS to a file.") from None
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _wrong(self, what: str, hint: str) -> UsageError:
        return UsageError(f"{self.path} {what}.", hint)


def _token(row: Mapping[str, str]) -> Token:
    """A row of the file; ValueError, KeyError or TypeError where it is none."""
    created, expires = datetime.fromisoformat(row["created"]), datetime.fromisoformat(row["expires"])
    if created.tzinfo is None or expires.tzinfo is None or not re.fullmatch(r"[0-9a-f]{64}", row["sha256"]):
        raise ValueError(row)
    return Token(row["name"], row["sha256"], created, expires)
