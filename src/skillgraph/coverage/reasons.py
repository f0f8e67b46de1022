"""Why a requirement is satisfied or not, in words."""

from __future__ import annotations

from skillgraph.coverage.matching import Answer, State, reaches
from skillgraph.coverage.naming import slug
from skillgraph.coverage.world import Attestation, SkillLevel, World


def reason(world: World, answer: Answer) -> str:
    """Why the state of a requirement is what it is, such as `has Linux 2 by H05-linux, needs 3`.

    Attestations are named by their slugs.
    """
    parts = [_decided(world, answer)]
    if answer.not_counted:
        named = ", ".join(f"{_by(one)} ({_basis(world, one)})" for one in answer.not_counted)
        parts.append(f"on a basis that does not count: {named}")
    if answer.begins is not None and answer.state is not State.SATISFIED:
        parts.append(f"satisfied from {answer.begins}")
    return ", ".join(parts)


def level_name(world: World, level: SkillLevel) -> str:
    """A skill level by the name of its skill, such as `Linux 2`."""
    return f"{world.name(level.skill)} {level.level}"


def _decided(world: World, answer: Answer) -> str:
    if answer.state is State.SATISFIED:
        return f"satisfied until {answer.until}: {_held(world, answer)}"
    if answer.state is State.EXPIRED:
        return f"expired on {answer.since}: {_held(world, answer)}"
    if answer.state is State.BELOW_LEVEL and answer.by is not None and answer.option is not None:
        return f"has {_below(world, answer.by, answer.option)}, needs {level_name(world, answer.option)}"
    if answer.state is State.MISSING:
        return "not in a record that is declared complete"
    return "nothing recorded that counts" if answer.not_counted else "nothing recorded"


def _held(world: World, answer: Answer) -> str:
    if answer.by is None or answer.option is None:
        return answer.state.text
    included = f", which includes {level_name(world, answer.option)}" if answer.entailed else ""
    return f"{_attested(world, answer.by)}{included}"


def _below(world: World, by: Attestation, option: SkillLevel) -> str:
    if by.skill_level.skill == option.skill:
        return _attested(world, by)
    included = SkillLevel(option.skill, reaches(world, by, option.skill))
    return f"{_attested(world, by)}, which includes only {level_name(world, included)}"


def _attested(world: World, by: Attestation) -> str:
    return f"{level_name(world, by.skill_level)} by {_by(by)} ({_basis(world, by)})"


def _by(by: Attestation) -> str:
    return slug(by.iri)


def _basis(world: World, by: Attestation) -> str:
    return world.name(by.basis)
