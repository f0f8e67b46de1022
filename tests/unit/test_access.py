"""Tokens: what is kept of them, when they are good, and what the file of them survives."""

from __future__ import annotations

import hashlib
import hmac
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from skillgraph.access import Token, TokenFile, verify
from skillgraph.errors import AccessDenied, UnknownName, UsageError
from skillgraph.settings import Settings

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> TokenFile:
    return TokenFile(tmp_path / "config" / "tokens.json")


def test_a_new_token_opens_and_only_its_hash_is_kept(file: TokenFile) -> None:
    secret = file.new("ops", 90, NOW)
    text = file.path.read_text()
    assert secret not in text
    assert hashlib.sha256(secret.encode()).hexdigest() in text
    assert verify(file.tokens(), f"Bearer {secret}", NOW).name == "ops"
    assert len(secret) > 43
    assert file.new("other", 90, NOW) != secret


def test_the_file_is_for_the_user_alone(file: TokenFile) -> None:
    for name in ("one", "two"):
        file.new(name, 1, NOW)
        assert file.path.stat().st_mode & 0o777 == 0o600
    assert file.path.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in file.path.parent.iterdir()] == ["tokens.json"]


def test_the_scheme_is_read_in_any_case(file: TokenFile) -> None:
    secret = file.new("ops", 1, NOW)
    for header in (f"bearer {secret}", f"BEARER  {secret} "):
        assert verify(file.tokens(), header, NOW).name == "ops"


@pytest.mark.parametrize(
    ("header", "given"),
    [
        ("", False),
        ("Basic b3BzOng=", False),
        ("{secret}", False),
        ("Bearer", True),
        ("Bearer {secret}x", True),
        ("Bearer {short}", True),
        ("Bearer {secret}, Bearer {secret}", True),
        ("Bearer {hash}", True),
        ("Bearer \xe9", True),
    ],
)
def test_anything_else_is_refused(file: TokenFile, header: str, given: bool) -> None:
    secret = file.new("ops", 1, NOW)
    digest = hashlib.sha256(secret.encode()).hexdigest()
    with pytest.raises(AccessDenied) as caught:
        verify(file.tokens(), header.format(secret=secret, short=secret[:-1], hash=digest), NOW)
    assert caught.value.is_given is given
    assert secret[4:12] not in str(caught.value)


def test_an_expired_token_is_told_so(file: TokenFile) -> None:
    secret = file.new("ops", 1, NOW)
    assert verify(file.tokens(), f"Bearer {secret}", NOW + timedelta(hours=23, minutes=59))
    with pytest.raises(AccessDenied, match="expired on 2026-11-23"):
        verify(file.tokens(), f"Bearer {secret}", NOW + timedelta(days=1))


def test_every_token_is_compared_whichever_is_right(file: TokenFile, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = [file.new(f"t{number}", 1, NOW) for number in range(4)]
    tokens = file.tokens()
    compared: list[str] = []
    constant_time = hmac.compare_digest

    def compare(one: str, other: str) -> bool:
        compared.append(one)
        return constant_time(one, other)

    monkeypatch.setattr("skillgraph.access.hmac.compare_digest", compare)
    for secret in secrets:
        compared.clear()
        verify(tokens, f"Bearer {secret}", NOW)
        assert compared == [token.sha256 for token in tokens]


def test_a_revoked_token_is_forgotten(file: TokenFile) -> None:
    secret = file.new("ops", 1, NOW)
    file.new("other", 1, NOW)
    file.revoke("ops")
    assert [token.name for token in file.tokens()] == ["other"]
    with pytest.raises(AccessDenied, match="not known"):
        verify(file.tokens(), f"Bearer {secret}", NOW)
    with pytest.raises(UnknownName, match="no token called ops"):
        file.revoke("ops")


def test_a_change_by_another_process_is_seen(file: TokenFile) -> None:
    file.new("one", 1, NOW)
    reader = TokenFile(file.path)
    assert len(reader.tokens()) == 1
    file.new("two", 1, NOW)
    assert len(reader.tokens()) == 2
    file.path.unlink()
    assert reader.tokens() == ()


@pytest.mark.parametrize(("name", "days"), [("", 1), ("a b", 1), ("../x", 1), ("x" * 65, 1), ("ok", 0), ("ok", 3651)])
def test_names_and_days_that_are_refused(file: TokenFile, name: str, days: int) -> None:
    with pytest.raises(UsageError):
        file.new(name, days, NOW)
    assert file.tokens() == ()


def test_a_name_is_given_once(file: TokenFile) -> None:
    file.new("ops", 1, NOW)
    with pytest.raises(UsageError, match="already"):
        file.new("ops", 1, NOW)


def test_a_server_needs_a_token_that_is_good(file: TokenFile) -> None:
    with pytest.raises(UsageError, match="no token that is good") as caught:
        file.need_good(NOW)
    assert "skillgraph token new" in caught.value.hint
    file.new("ops", 1, NOW)
    file.need_good(NOW)
    with pytest.raises(UsageError):
        file.need_good(NOW + timedelta(days=2))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no JSON",
        "[]",
        "{}",
        '{"tokens": [{}]}',
        '{"tokens": [{"name": "x", "sha256": "0", "created": "2026-01-01T00:00:00+00:00", "expires": "2027-01-01"}]}',
        '{"tokens": [1]}',
    ],
)
def test_a_damaged_file_opens_to_nobody(file: TokenFile, content: str) -> None:
    file.new("ops", 1, NOW)
    file.path.write_text(content)
    file.path.chmod(0o600)
    for _ in range(2):
        with pytest.raises(UsageError, match="is no file of tokens"):
            file.tokens()


def test_a_file_that_others_may_write_is_not_believed(file: TokenFile) -> None:
    file.new("ops", 1, NOW)
    file.path.chmod(0o620)
    with pytest.raises(UsageError, match="can be written by others"):
        file.tokens()
    file.path.chmod(0o440)
    assert len(file.tokens()) == 1


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UsageError, match="cannot be written"):
        TokenFile(tmp_path / "file" / "tokens.json").new("ops", 1, NOW)


def test_none_is_lost_where_many_are_made_at_once(file: TokenFile) -> None:
    names = [f"t{number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: TokenFile(file.path).new(name, 1, NOW), names))
    assert sorted(token.name for token in file.tokens()) == sorted(names)


@pytest.mark.parametrize(
    ("setting", "environ", "path"),
    [
        ("/run/tokens", {}, Path("/run/tokens")),
        ("", {"XDG_CONFIG_HOME": "/x"}, Path("/x/skillgraph/tokens.json")),
        ("", {}, Path.home() / ".config" / "skillgraph" / "tokens.json"),
    ],
)
def test_where_the_file_is(setting: str, environ: dict[str, str], path: Path) -> None:
    assert TokenFile.of(Settings(tokens=setting), environ).path == path


def test_what_is_written_is_plain_json(file: TokenFile) -> None:
    file.new("ops", 90, NOW)
    (row,) = json.loads(file.path.read_text())["tokens"]
    assert (row["created"], row["expires"]) == ("2026-11-22T12:00:00+00:00", "2027-02-20T12:00:00+00:00")
    assert file.tokens() == (Token("ops", row["sha256"], NOW, NOW + timedelta(days=90)),)
