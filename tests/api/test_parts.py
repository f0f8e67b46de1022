"""The parts of the front that need nothing around them: clients, caching, decoding, header fields."""

from __future__ import annotations

import datetime
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fronts import Clock
from skillgraph.errors import Busy, UsageError
from skillgraph.settings import Settings
from skillgraph_api.answer import KEPT, Answer, completed, matches, safe, steady, validators, wire
from skillgraph_api.asking import Question, known
from skillgraph_api.caching import AnswerCache, Kept
from skillgraph_api.clients import MOST_CLIENTS, Clients
from skillgraph_api.heads import Head, Heads
from skillgraph_api.problems import WIDEST, excerpt
from skillgraph_api.request import accepts_gzip, decoded, unquoted
from skillgraph_api.sparql import FORMATS
from skillgraph_api.state import Today

# Clients


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "client"),
    [
        ("", "192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("192.0.2.1", "192.0.2.1", "198.51.100.7", "198.51.100.7"),
        ("192.0.2.1", "192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "192.0.2.9", "198.51.100.7", "192.0.2.9"),
        ("192.0.2.0/24", "192.0.2.1", "6.6.6.6, 198.51.100.7, 192.0.2.5", "198.51.100.7"),
        ("192.0.2.0/24", "192.0.2.1", "192.0.2.8, 192.0.2.5", "192.0.2.8"),
        ("192.0.2.1", "192.0.2.1", "nonsense", "192.0.2.1"),
        ("192.0.2.1", "192.0.2.1", "6.6.6.6, unknown", "192.0.2.1"),
        ("", "2001:db8:1:2:3::4", "", "2001:db8:1:2::/64"),
        ("", "::ffff:192.0.2.1", "", "192.0.2.1"),
        ("::1", "::1", "2001:db8::1", "2001:db8::/64"),
        ("", "", "", ""),
    ],
)
def test_a_client_is_the_last_address_that_is_no_trusted_proxy(
    proxies: str, peer: str, forwarded: str, client: str
) -> None:
    assert Clients(Settings(trusted_proxies=proxies), Clock()).identify(peer, forwarded) == client


def test_a_proxy_that_is_no_address_is_named() -> None:
    with pytest.raises(UsageError, match=r"SKILLGRAPH_TRUSTED_PROXIES has 'localhost'"):
        Clients(Settings(trusted_proxies="10.0.0.0/8, localhost"), Clock())


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0, 90)), max_size=20))
def test_a_budget_never_exceeds_its_window(steps: list[tuple[float, float]]) -> None:
    """Who is admitted only while something is left never uses more than the budget and one query beyond it."""
    clock = Clock()
    clients = Clients(Settings(), clock)
    used = 0.0
    began = clock.seconds
    for spent, pause in steps:
        try:
            clients.admit("x")
        except Busy as busy:
            clock.seconds += busy.retry_after
            clients.admit("x")
        clients.charge("x", spent)
        used += spent
        assert used <= 60 + (clock.seconds - began) + 20 + 1e-6
        clock.seconds += pause
        assert clients.state("x").startswith(b'"query-seconds";r=')


def test_the_table_of_clients_is_bounded() -> None:
    clock = Clock()
    clients = Clients(Settings(), clock)
    for number in range(MOST_CLIENTS + 10):
        clients.charge(str(number), 1.0)
        clock.seconds += 0.01
    assert len(clients._buckets) <= MOST_CLIENTS
    assert clients.remaining(str(MOST_CLIENTS + 9)) < 60


def test_who_owes_most_is_remembered_among_many() -> None:
    clients = Clients(Settings(), Clock())
    clients.charge("greedy", 100)
    for number in range(3 * MOST_CLIENTS):
        clients.charge(str(number), 0.1)
    with pytest.raises(Busy):
        clients.admit("greedy")


def test_without_a_budget_nobody_is_refused() -> None:
    clients = Clients(Settings(client_seconds=0), Clock())
    clients.charge("x", 1000)
    clients.admit("x")
    assert (clients.state("x"), clients.policy) == (b"", b'"at-once";q=5;qu="concurrent-requests"')


# Cache


def kept(size: int, day: str = "") -> Kept:
    return Kept(Answer(200, ((b"etag", b'"x"'),), b"x" * size), day)


def test_the_least_recently_used_goes_first() -> None:
    cache = AnswerCache(200_000)
    for key in "abc":
        cache.put(key, kept(20_000))
    for number in range(100):
        cache.put(number, kept(20_000))
        assert cache.get("a", "") is not None
        assert cache.size <= 200_000
    assert cache.get("b", "") is None
    assert cache.size == sum(one.size for one in cache._kept.values())


def test_what_would_fill_the_cache_is_not_kept() -> None:
    cache = AnswerCache(100_000)
    cache.put("small", kept(1000))
    cache.put("large", kept(20_000))
    assert (cache.get("large", ""), len(cache)) == (None, 1)
    assert not AnswerCache(0).fits(1)


def test_names_of_answers_are_bounded_too() -> None:
    cache = AnswerCache(100_000)
    cache.put("x", kept(1000))
    for number in range(1000):
        cache.name((b"%d" % number, b"y" * 1000), "x")
        assert cache.size <= 100_000
    assert cache.recall((b"999", b"y" * 1000)) is not None
    assert cache.recall((b"0", b"y" * 1000)) is None
    cache.name((b"other",), "not there")
    assert cache.recall((b"other",)) is None


def test_names_leave_room_for_answers() -> None:
    cache = AnswerCache(100_000)
    cache.put("x", kept(1000))
    for number in range(1000):
        cache.name((b"%d" % number, b"y" * 1000), "x")
    cache.put("y", kept(8000))
    assert None not in (cache.get("x", ""), cache.get("y", ""))
    assert cache.size <= 100_000


def test_an_answer_from_memory_was_used_as_well() -> None:
    cache = AnswerCache(200_000)
    cache.put("x", kept(20_000))
    cache.name((b"raw",), "x")
    for number in range(20):
        cache.put(number, kept(20_000))
        assert cache.recall((b"raw",)) is not None


def test_an_answer_of_yesterday_is_dropped() -> None:
    cache = AnswerCache(100_000)
    cache.put("x", kept(10, "2026-12-01"))
    assert cache.get("x", "2026-12-01") is not None
    assert cache.get("x", "2026-12-02") is None
    assert (len(cache), cache.size) == (0, 0)


# Decoding


@pytest.mark.parametrize(
    ("header", "allowed"),
    [
        ("", False),
        ("gzip", True),
        ("GZip;q=0.1, br", True),
        ("gzip;q=0", False),
        ("*", True),
        ("*;q=0", False),
        ("*, gzip;q=0", False),
        ("gzip, *;q=0", True),
        ("identity", False),
        ("br, deflate", False),
        ("x-gzip", True),
        ("gzip;q=2", False),
        ("gzip ; q=0.000", False),
        (",, gzip", True),
        ("gzipped", False),
    ],
)
def test_compression_only_where_it_is_accepted(header: str, allowed: bool) -> None:
    assert accepts_gzip(header) is allowed


@pytest.mark.parametrize(
    ("encoded", "fields"),
    [
        (b"", []),
        (b"a=1&a=2&b", [("a", "1"), ("a", "2"), ("b", "")]),
        (b"q=%2525+%2B", [("q", "%25 +")]),
        (b"q=%C3%A4&r=\xc3\xa4", [("q", "ä"), ("r", "ä")]),
        (b"q=%zz%", [("q", "%zz%")]),
        (b"q=a;b", [("q", "a;b")]),
        (b"q=%00", [("q", "\0")]),
    ],
)
def test_parameters_are_decoded_exactly_once(encoded: bytes, fields: list[tuple[str, str]]) -> None:
    assert decoded(encoded, "The URL") == fields


@pytest.mark.parametrize("encoded", [b"q=%FF", b"%FF=1", b"q=\xff", b"q=%ED%A0%80", b"q=%C3", b"a&" * 300])
def test_parameters_that_are_no_utf8_or_too_many_are_refused(encoded: bytes) -> None:
    with pytest.raises(UsageError):
        decoded(encoded, "The URL")


@given(st.lists(st.sampled_from([*"%=+_09aAfFzZ", "%20", "%C3%A9", "%0A", "\n", "\r", "%%"])).map("".join))
def test_percent_decoding_is_the_librarys(text: str) -> None:
    assert unquoted(text.encode()) == unquote_to_bytes(text)


# Fields


@given(st.text(max_size=300))
def test_any_text_can_be_a_field(text: str) -> None:
    written = safe(text)
    assert all(0x20 <= byte < 0x7F for byte in written)


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ('"a"', ["a"]),
        ('W/"a", "b","c d"', ["a", "b"]),
        ("a", []),
        ("", []),
        ('"a', []),
        ('"' * 9000, [""] * 4096),
    ],
)
def test_entity_tags_of_a_field(header: str, tags: list[str]) -> None:
    assert validators(header) == tags


def test_a_star_matches_any_tag() -> None:
    assert matches(" * ", b'"x"')
    assert not matches("*", b"")
    assert matches('"y", W/"x"', b'"x"')
    assert not matches('"xy"', b'"x"')


@pytest.mark.parametrize(
    ("tag", "gzip", "found"),
    [
        ("k.json", False, True),
        ("k.json.gz", True, True),
        ("k.json.gz", False, False),
        ("k.ttl", False, True),
        ("k.csv", False, False),
        ("k.json.2026-12-01", False, True),
        ("k.json.2026-11-30", False, False),
        ("other.json", False, False),
        ("k", False, False),
        ("k.json.gz.more", True, False),
    ],
)
def test_a_tag_is_known_where_the_answer_would_have_it(tag: str, gzip: bool, found: bool) -> None:
    assert bool(known(f'"{tag}"', "k", FORMATS, "2026-12-01", gzip=gzip)) is found


def test_a_key_is_of_the_question_and_the_snapshot() -> None:
    def key(snapshot: str, **arguments: object) -> str:
        return Question("query", arguments, (), 1.0).key(snapshot)

    assert key("a", query="x", formats=["json"]) == key("a", query="x", formats=["csv"])
    assert len({key("a", query="x"), key("b", query="x"), key("a", query="y"), key("a", query="\ud800")}) == 4


# Places


@pytest.mark.parametrize(
    ("query", "line", "column", "source", "caret"),
    [
        ("ASK {", 1, 6, "ASK {", "     ^"),
        ("a\n\tb c", 2, 4, "\tb c", "\t  ^"),
        ("a\r\nb", 2, 1, "b", "^"),
        ("", 1, 1, "", "^"),
    ],
)
def test_the_caret_stands_under_the_place(query: str, line: int, column: int, source: str, caret: str) -> None:
    assert excerpt(query, line, column) == {"source": source, "caret": caret}


def test_a_long_line_is_cut_around_the_place() -> None:
    found = excerpt("x" * 5000 + "!" + "y" * 5000, 1, 5001)
    assert len(found["source"]) == WIDEST
    assert found["source"][len(found["caret"]) - 1] == "!"
    assert excerpt("ASK", 7, 1) == excerpt("ASK", 0, 0) == {}


@pytest.mark.parametrize("media", ["text/csv", "text/html; charset=utf-8"])
@pytest.mark.parametrize("warnings", [(), ("sg:x is not used", "é")])
def test_the_head_of_answers_of_a_kind_is_that_of_each(media: str, warnings: tuple[str, ...]) -> None:
    common = steady(200, media, "gzip", KEPT, "<http://a/>; rel=b", "a.csv", warnings, "0" * 16)
    tag = (b"etag", b'"x.csv"')
    answer = Answer(200, (*common.fields, tag), b"12345")
    assert common.head(tag, 5) == wire(200, completed(answer))


# Header sections

HOST = (b"host", b"example.org")


@pytest.mark.parametrize("name", ["content-length", "transfer-encoding", "expect", "upgrade", "authorization"])
def test_a_section_that_needs_more_than_a_look_is_read_in_full(name: str) -> None:
    assert Head.of([HOST, (name.encode(), b"")]) is None


@pytest.mark.parametrize("name", [b"host", b"accept", b"x-forwarded-for"])
def test_a_field_that_comes_twice_is_read_in_full(name: bytes) -> None:
    assert Head.of([HOST, (name, b""), (name, b"a")]) is None
    assert Head.of([(b"accept", b"text/csv")]) is None  # no host


def test_a_section_is_learned_from_one_whole_request_only() -> None:
    head = Head.of([HOST, (b"accept", b"text/csv")])
    assert head is not None
    section = b"\r\nHost: example.org\r\nAccept: text/csv\r\n\r\n"
    for data in (
        b"GET /b HTTP/1.1" + section,
        b"HEAD /a HTTP/1.1" + section,
        b"GET /a HTTP/1.0" + section,
        b"\r\nGET /a HTTP/1.1" + section,
        b"GET /a HTTP/1.1 " + section,
        b"GET /a HTTP/1.1" + section + b"GET",
        b"GET /a HTTP/1.1\r\nX: " + b"x" * 5000 + section,
    ):
        heads = Heads()
        heads.learn(data, b"/a", head)
        assert heads.find(section) is None
    heads = Heads(most=2)
    heads.learn(b"GET /a HTTP/1.1" + section, b"/a", head)
    assert heads.find(section) is head
    for number in range(3):
        heads.keep(b"\r\nX: %d\r\n\r\n" % number, head)
    assert heads.find(section) is None


# Days


def test_the_day_is_that_of_the_second() -> None:
    clock = [0.0]
    today = Today(lambda: clock[0])
    for hour in range(50):
        clock[0] = 1_790_000_000.5 + hour * 3600
        assert today() == datetime.datetime.fromtimestamp(clock[0], datetime.UTC).astimezone().date()
