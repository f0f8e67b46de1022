"""A workload that is not about this project's domain: universities, after the published shape of LUBM (Guo, Pan, Heflin 2005).

The generator and the queries are this project's own: no package that carries a public benchmark's generator can be
installed without a container. Numbers of departments, people, courses and papers lie in LUBM's ranges; classes and
properties stand in a namespace of this benchmark's own, and the class hierarchy is written out, so that no engine needs
to reason. The same seed gives the same bytes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

NS = "http://bench.invalid/university#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_TEACHERS = (
    ("FullProfessor", 7, 10, 15, 20),
    ("AssociateProfessor", 10, 14, 10, 18),
    ("AssistantProfessor", 8, 11, 5, 10),
    ("Lecturer", 5, 7, 0, 5),
)


def triples(universities: int, seed: int = 1) -> Iterator[str]:
    """Lines of N-Triples; about 100,000 a university."""
    chance = random.Random(seed)
    for number in range(universities):
        university = f"http://bench.invalid/u{number}"
        yield _link(university, _TYPE, NS + "University")
        for place in range(chance.randint(15, 25)):
            yield from _department(chance, universities, university, f"{university}/d{place}")


def _department(chance: random.Random, universities: int, university: str, department: str) -> Iterator[str]:
    yield _link(department, _TYPE, NS + "Department")
    yield _link(department, NS + "subOrganizationOf", university)
    teachers, courses = [], []
    for kind, low, high, least, most in _TEACHERS:
        for number in range(chance.randint(low, high)):
            teacher = f"{department}/{kind}{number}"
            teachers.append(teacher)
            yield from _person(teacher, (kind, "Faculty"), NS + "worksFor", department)
            other = f"http://bench.invalid/u{chance.randrange(universities)}"
            yield _link(teacher, NS + "doctoralDegreeFrom", other)
            for course in range(chance.randint(1, 2)):
                name = f"{teacher}/c{course}"
                courses.append(name)
                yield _link(name, _TYPE, NS + "Course")
                yield _link(teacher, NS + "teacherOf", name)
            for paper in range(chance.randint(least, most)):
                name = f"{teacher}/p{paper}"
                yield _link(name, _TYPE, NS + "Publication")
                yield _link(name, NS + "author", teacher)
                yield _value(name, NS + "year", str(chance.randint(2000, 2026)), "integer")
    yield _link(teachers[0], NS + "headOf", department)
    for number in range(len(teachers) * chance.randint(8, 14)):
        student = f"{department}/s{number}"
        yield from _person(student, ("Student", "Undergraduate"), NS + "memberOf", department)
        for course in chance.sample(courses, chance.randint(2, 4)):
            yield _link(student, NS + "takesCourse", course)
        if not number % 5:
            yield _link(student, NS + "advisor", chance.choice(teachers))


def _person(person: str, kinds: tuple[str, ...], where: str, department: str) -> Iterator[str]:
    for kind in kinds:
        yield _link(person, _TYPE, NS + kind)
    yield _link(person, where, department)
    yield f'<{person}> <{NS}name> "{person.rpartition("/")[2]}" .'
    yield f'<{person}> <{NS}mail> "{person.rpartition("/")[2]}@{department[21:].replace("/", ".")}" .'


def _link(subject: str, predicate: str, value: str) -> str:
    return f"<{subject}> <{predicate}> <{value}> ."


def _value(subject: str, predicate: str, value: str, kind: str) -> str:
    return f'<{subject}> <{predicate}> "{value}"^^<http://www.w3.org/2001/XMLSchema#{kind}> .'


QUERIES: dict[str, str] = {
    "a course's students": "SELECT ?s { ?s u:takesCourse <http://bench.invalid/u0/d0/FullProfessor0/c0> }",
    "a triangle": "SELECT ?s ?t ?c { ?s u:advisor ?t . ?t u:teacherOf ?c . ?s u:takesCourse ?c }",
    "degrees from home": "SELECT ?p ?d { ?p u:worksFor ?d ; u:doctoralDegreeFrom ?u . ?d u:subOrganizationOf ?u }",
    "heads with many papers": "SELECT ?h (COUNT(?p) AS ?n) { ?h u:headOf ?d . ?p u:author ?h } GROUP BY ?h "
    "HAVING (COUNT(?p) > 16) ORDER BY DESC(?n) ?h",
    "papers a year": "SELECT ?y (COUNT(?p) AS ?n) { ?p a u:Publication ; u:year ?y } GROUP BY ?y ORDER BY ?y",
    "students of a university": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a u:Student ; "
    "u:memberOf/u:subOrganizationOf <http://bench.invalid/u0> }",
    "teachers without advisees": "SELECT ?t { ?t a u:Faculty ; u:worksFor <http://bench.invalid/u0/d0> "
    "FILTER NOT EXISTS { ?s u:advisor ?t } } ORDER BY ?t",
    "people, optional advisor": "SELECT ?s ?t { ?s u:memberOf <http://bench.invalid/u0/d1> "
    "OPTIONAL { ?s u:advisor ?t } } ORDER BY ?s",
    "names that contain": 'SELECT ?p ?n { ?p u:name ?n FILTER(CONTAINS(?n, "Professor1")) } ORDER BY ?n ?p LIMIT 100',
    "two kinds": "SELECT (COUNT(*) AS ?n) { { ?p a u:FullProfessor } UNION { ?p a u:Lecturer } ?p u:teacherOf ?c }",
}


def query(text: str) -> str:
    """A query with its prefix."""
    return f"PREFIX u: <{NS}>\n{text}"
