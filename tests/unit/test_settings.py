"""The table of settings: every row from the environment, from a given value, and by default."""

from __future__ import annotations

import pytest

from skillgraph.errors import UnknownName, UsageError
from skillgraph.settings import TABLE, Setting, Settings, load, origin

ROWS = pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
NUMBERS = pytest.mark.parametrize("row", [row for row in TABLE if isinstance(row.default, int)], ids=lambda r: r.name)


def test_the_table_is_read_off_the_fields() -> None:
    assert [row.name for row in TABLE] == list(Settings.__slots__)
    assert all(row.help for row in TABLE)


@ROWS
def test_a_given_value_beats_the_environment_which_beats_the_default(row: Setting) -> None:
    environ = {row.variable: "7"}
    kind = type(row.default)
    assert row.variable == f"SKILLGRAPH_{row.name.upper()}"
    assert getattr(load({}), row.name) == row.default
    assert getattr(load(environ), row.name) == kind("7")
    assert getattr(load(environ, **{row.name: None}), row.name) == kind("7")
    assert getattr(load(environ, **{row.name: "9"}), row.name) == kind("9")


@NUMBERS
@pytest.mark.parametrize(("raw", "words"), [("many", "whole number"), ("", "whole number"), ("-1", "number from 0")])
def test_a_number_that_is_none_names_the_variable(row: Setting, raw: str, words: str) -> None:
    with pytest.raises(UsageError, match=f"^{row.variable} is .*{words}: {row.help}"):
        load({row.variable: raw})


def test_an_unknown_setting_lists_those_there_are() -> None:
    with pytest.raises(UnknownName, match=r"no setting called 'colour'\. Settings: workspace, cache"):
        load({}, colour="red")


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"host": "example.org", "port": 80}, "http://example.org:80"),
        ({"host": "::1"}, "http://[::1]:8000"),
        ({"public_url": "https://example.org/graph/"}, "https://example.org/graph"),
    ],
)
def test_the_base_address_has_no_slash_at_its_end(given: dict[str, str | int], url: str) -> None:
    assert load({}, **given).base_url == url


@pytest.mark.parametrize("name", ["watch", "log_requests", "log_queries"])
def test_a_switch_is_true_or_false(name: str) -> None:
    assert load({}, **{name: "true"}).is_on(name)
    assert not load({}, **{name: "false"}).is_on(name)
    with pytest.raises(UsageError, match=f"SKILLGRAPH_{name.upper()} is 'yes'"):
        load({}, **{name: "yes"}).is_on(name)


def test_a_list_has_commas_between_its_parts() -> None:
    assert load({}, allowed_hosts=" a.example, ,b.example,").listed("allowed_hosts") == ("a.example", "b.example")
    assert load({}).listed("allowed_hosts") == ()


def test_a_value_comes_from_its_variable_or_by_default() -> None:
    row = next(row for row in TABLE if row.name == "rows")
    assert row.is_limit
    assert (origin(row, {}), origin(row, {"SKILLGRAPH_ROWS": "1"})) == ("default", "SKILLGRAPH_ROWS")


def test_a_dataset_of_one_file_is_not_served_from_elsewhere() -> None:
    assert not load({}).is_given
    assert load({"SKILLGRAPH_DATASET": "it.nq"}).is_given
    with pytest.raises(UsageError, match="not served from an endpoint of others"):
        _ = load({}, dataset="it.nq", engine="remote").is_given
