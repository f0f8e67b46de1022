"""The competency questions of the domain with their exact answers, each asked of a canned query."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from answers import Row, same

Ask = Callable[..., list[Row]]


def column(rows: Iterable[Row], name: str) -> list[str]:
    return [row[name] for row in rows]


def fte(rows: Iterable[Row], key: str) -> dict[str, Decimal]:
    return {row[key]: Decimal(row["fte"]) for row in rows if row["fte"]}


def numbers(text: str) -> list[int]:
    return [int(number) for number in text.split()]


# Questions on funding


def test_f01_gridpp_effort_of_the_uk_services(ask: Ask) -> None:
    assert fte(ask("fte-by-source", group="uk"), "name")["GridPP"] == Decimal("9.30")


def test_f02_effort_of_the_uk_services_whose_source_is_one_of_two(ask: Ask) -> None:
    assert fte(ask("fte-by-source", group="uk"), "name")["UK Other or EGI to UK"] == Decimal("0.61")


def test_f03_all_effort_of_the_uk_services(ask: Ask) -> None:
    assert fte(ask("fte-by-group"), "task_group")["group:uk"] == Decimal("9.91")
    assert sum(fte(ask("fte-by-source", group="uk"), "source").values()) == Decimal("9.91")


def test_f04_total_effort_of_the_egi_services(ask: Ask) -> None:
    assert fte(ask("fte-by-group"), "task_group")["group:egi"] == Decimal("19.16")


def test_f05_egi_effort_by_source_and_share(ask: Ask) -> None:
    rows = {row["name"]: (Decimal(row["fte"]), Decimal(row["share"])) for row in ask("fte-by-source", group="egi")}
    assert rows == {
        "GridPP": (Decimal("1.40"), Decimal("7.3")),
        "UK Other": (Decimal("0.25"), Decimal("1.3")),
        "EGI to UK": (Decimal("1.02"), Decimal("5.3")),
        "Non-UK": (Decimal("16.49"), Decimal("86.1")),
    }


def test_f07_egi_tasks_with_effort_of_the_uk_side(ask: Ask) -> None:
    paid = {
        number
        for row in ask("fte-by-source", group="egi")
        if row["name"] != "Non-UK"
        for number in numbers(row["numbers"])
    }
    assert paid == {4, 13, 15}


def test_f10_wlcg_effort_is_published_for_the_whole_group(ask: Ask) -> None:
    rows = {
        row["figure"]: (row["stated_fte"], row["stated_share"])
        for row in ask("published-figures")
        if row["task_group"] == "group:wlcg"
    }
    assert rows == {
        "figure:wlcg-total": ("442", ""),
        "figure:wlcg-uk-share": ("", "10.3"),
        "figure:wlcg-gridpp": ("38.5", "8.7"),
        "figure:wlcg-tier2-share": ("", "1.5"),
    }


def test_f11_effort_of_task_20_is_not_stated(ask: Ask) -> None:
    (row,) = ask("task-effort", task="20")
    assert (row["fte"], row["status"]) == ("", "not stated")


def test_f12_uk_services_by_gridpp_effort(ask: Ask) -> None:
    rows = ask("uk-fte-ranking")
    assert numbers(" ".join(column(rows, "number"))) == [36, 38, 43, 39, 34, 42, 41, 35, 40, 37, 44, 45, 32, 33]
    stated = ["1.6", "1.5", "1.25", "1.2", "1", "0.65", "0.6", "0.5", "0.3", "0.2", "0.2", "0.19", "0.11"]
    assert all(same(row["fte"], number) for row, number in zip(rows[:-1], stated, strict=True))
    assert (rows[-1]["fte"], rows[-1]["status"]) == ("", "not stated")


def test_f16_gridpp_effort_of_the_uk_services_by_work_package(ask: Ask) -> None:
    rows = ask("fte-by-work-package", group="uk")
    assert {row["name"]: (Decimal(row["low"]), Decimal(row["high"])) for row in rows} == {
        "WP-1": (Decimal(0), Decimal("4.35")),
        "WP-2": (Decimal("4.24"), Decimal("8.59")),
        "WP-3": (Decimal("0.71"), Decimal("0.71")),
    }


def test_f19_tasks_with_more_than_one_funding_source(ask: Ask) -> None:
    assert column(ask("multi-funded"), "number") == ["4", "13", "15", "40", "45"]


def test_f20_effort_lost_if_egi_money_ended(ask: Ask) -> None:
    assert fte(ask("funding-exposure", source="egi-to-uk"), "certainty") == {
        "certain": Decimal("1.02"),
        "possible": Decimal("0.61"),
    }


# Questions on work


def test_w01_tasks_per_group(ask: Ask) -> None:
    counts = {row["task_group"]: int(row["tasks"]) for row in ask("tasks-per-group")}
    assert counts == {"group:egi": 17, "group:wlcg": 14, "group:uk": 14}


def test_w02_to_w05_tasks_per_work_package(ask: Ask) -> None:
    assert {row["name"]: numbers(row["numbers"]) for row in ask("tasks-per-work-package")} == {
        "WP-1": [18, 19, 25, 28, 29, 34, 36, 37, 40, 43],
        "WP-2": [9, 18, 22, 23, 24, 26, 27, 30, 34, 35, 36, 37, 38, 39, 40, 42, 43, 44, 45],
        "WP-3": [4, 13, 15, 20, 21, 32, 41],
        "WP-4": [25],
    }


def test_w07_tasks_without_a_work_package(ask: Ask) -> None:
    without = numbers(" ".join(column(ask("tasks-without-work-package"), "number")))
    assert without == [1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 14, 16, 17, 31, 33]
    assert len(without) == 15


def test_w08_tasks_that_the_uk_leads(ask: Ask) -> None:
    assert column(ask("leadership", involvement="leads"), "number") == ["4", "15"]
    assert column(ask("leadership"), "number") == ["4", "13", "15", "24", "25"]


def test_w09_involvement_histogram(ask: Ask) -> None:
    assert {row["name"]: int(row["tasks"]) for row in ask("involvement")} == {
        "core": 14,
        "contributes": 11,
        "none": 11,
        "feeds back": 3,
        "leads": 2,
        "co-leads": 2,
        "co-chairs": 1,
        "phasing out": 1,
    }


def test_w11_tasks_required_only_indirectly(ask: Ask) -> None:
    assert column(ask("indirectly-required"), "number") == ["6", "31"]


def test_w14_tasks_phasing_out(ask: Ask) -> None:
    assert column(ask("tasks", involvement="phasing-out"), "number") == ["28"]


def test_w16_task_areas(ask: Ask) -> None:
    assert column(ask("task-areas"), "name") == [
        "Hardware systems engineering",
        "Software systems engineering",
        "Network",
        "Research and development",
        "System reliability",
        "User/experiment support",
    ]


def test_w18_what_experiment_workflows_rest_on(ask: Ask) -> None:
    rows = ask("tier-dependencies", tier="experiment-workflows")
    assert {row["storey"]: row["directly"] for row in rows} == {
        "tier:distributed-computing": "true",
        "tier:fabric": "false",
    }
    assert {row["area"] for row in rows if row["storey"] == "tier:fabric"} == {
        "knowledge-area:compute-hardware",
        "knowledge-area:machine-room",
        "knowledge-area:networking",
        "knowledge-area:operating-systems",
    }


# Questions on on-boarding


def test_o01_onboarding_steps_in_order(ask: Ask) -> None:
    assert column(ask("onboarding-steps"), "step") == [
        "step:stakeholders",
        "step:requirements",
        "step:baseline",
        "step:initial-support",
        "step:training",
        "step:small-scale-tests",
        "step:roll-out",
    ]


def test_o02_what_must_precede_the_roll_out(ask: Ask) -> None:
    assert column(ask("step-prerequisites", step="roll-out"), "before") == column(ask("onboarding-steps"), "step")[:6]


def test_o04_ongoing_support_activities(ask: Ask) -> None:
    assert column(ask("support-activities"), "activity") == [
        "support-activity:continuation",
        "support-activity:problem-resolution",
        "support-activity:technical-queries",
        "support-activity:training-documentation",
        "support-activity:baseline-evolution",
        "support-activity:capacity-negotiation",
    ]


def test_o08_where_ska_stands_in_its_onboarding(ask: Ask) -> None:
    (row,) = ask("vo-status", vo="ska")
    assert (row["status"], row["reason"]) == ("unknown", "no on-boarding process is recorded")


# Questions on roles


def test_r01_roles_and_leanings(ask: Ask) -> None:
    assert {row["name"]: row["leaning"] for row in ask("roles")} == {
        "Research infrastructure engineer": "fabric provision (cpu, storage, network)",
        "Research software engineer": "software internals and/or development",
        "Site reliability engineer": "automation, monitoring, reliability",
    }


def test_r02_skills_common_to_all_roles(ask: Ask) -> None:
    rows = ask("common-skills")
    assert [row["concern"] for row in rows if row["concern"]] == column(ask("concerns"), "name")
    assert {row["skills"] for row in rows if not row["concern"]} == {
        "Quality assurance",
        "General IT or General engineering or General science",
        "Open source culture",
        "Packaging and configuration tools",
        "Yum",
        "RPM",
        "Puppet",
        "Ansible",
        "Soft skills",
        "Inquiring mind",
    }


# Questions on provenance


def test_q03_tasks_whose_funding_source_is_undecidable(ask: Ask) -> None:
    rows = ask("undecidable-funding")
    assert column(rows, "number") == ["33", "40", "45"]
    assert set(column(rows, "candidates")) == {"EGI to UK; UK Other"}


def test_q04_whether_the_published_summaries_agree_with_the_rows(ask: Ask) -> None:
    verdicts: dict[str, set[str]] = {}
    for row in ask("published-figures"):
        verdicts.setdefault(row["task_group"], set()).add(row["agrees"])
    assert verdicts == {
        "group:egi": {"yes"},
        "group:wlcg": {"yes", "only by rounding", "not computable"},
        "group:uk": {"no figure stated"},
    }
    rounded = [row["figure"] for row in ask("published-figures") if row["agrees"] == "only by rounding"]
    assert rounded == ["figure:wlcg-uk-share"]
