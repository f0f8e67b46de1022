"""The grammar of SPARQL queries as data (SPARQL 1.1 Query, section 19.8; SPARQL 1.2 where the engine has it).

It is not what evaluates a query: it says where a text that the engine refuses stops being a query, and what could stand
there. One rule per line: words in quotes are keywords or signs, names in capitals kinds of tokens, `( )`, `|`, `?`, `*`
and `+` as usual. The text after `#` is what the rule is called where a person is told that it is expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from re import compile as pattern

RULES = """
query = prologue ( select | construct | describe | ask ) values? END
prologue = ( 'BASE' IRI | 'PREFIX' PNAME IRI | 'VERSION' STRING )*
select = selection dataset where modifiers
selection = 'SELECT' ( 'DISTINCT' | 'REDUCED' )? ( '*' | selected+ )
selected = VAR | '(' expression 'AS' VAR ')'                              # a variable
construct = 'CONSTRUCT' ( template dataset where modifiers | dataset 'WHERE' template modifiers )
template = '{' triples? '}'
describe = 'DESCRIBE' ( '*' | varoriri+ ) dataset where? modifiers
ask = 'ASK' dataset where modifiers
dataset = ( 'FROM' 'NAMED'? iri )*
where = 'WHERE'? group
modifiers = grouping? having? ordering? slice?
grouping = 'GROUP' 'BY' groupkey+
groupkey = builtin | call | '(' expression ( 'AS' VAR )? ')' | VAR        # a variable or an expression in brackets
having = 'HAVING' constraint+
ordering = 'ORDER' 'BY' orderkey+
orderkey = ( 'ASC' | 'DESC' ) brackets | constraint | VAR                 # a variable or an expression in brackets
slice = 'LIMIT' INTEGER ( 'OFFSET' INTEGER )? | 'OFFSET' INTEGER ( 'LIMIT' INTEGER )?
values = 'VALUES' datablock
group = '{' ( subselect | body ) '}'
subselect = selection where modifiers values?
body = triples? ( nontriples '.'? triples? )*
nontriples = optional | minus | graph | service | filter | bind | values | lateral | alternatives
optional = 'OPTIONAL' group
minus = 'MINUS' group
lateral = 'LATERAL' group
graph = 'GRAPH' varoriri group
service = 'SERVICE' 'SILENT'? varoriri group
filter = 'FILTER' constraint
bind = 'BIND' '(' expression 'AS' VAR ')'
alternatives = group ( 'UNION' group )*                                   # a group
datablock = VAR '{' datavalue* '}' | '(' VAR* ')' '{' ( '(' datavalue* ')' )* '}'
datavalue = iri | literal | 'UNDEF' | '<<(' datavalue ( iri | 'a' ) datavalue ')>>'   # a value
constraint = brackets | builtin | call                                    # a condition in brackets
call = iri arguments
arguments = '(' ( 'DISTINCT'? expression ( ',' expression )* )? ')'
triples = statement ( '.' statement? )*
statement = subject properties | compound properties?                     # a triple pattern
subject = varorterm
compound = '(' object+ ')' | '[' properties ']' | reified
properties = verb objects ( ';' ( verb objects )? )*
verb = VAR | path                                                         # a property
objects = object annotation* ( ',' object annotation* )*
object = compound | varorterm                                             # a value
annotation = '~' ( VAR | iri | BLANK )? | '{|' properties '|}'
reified = '<<' object verb object ( '~' ( VAR | iri | BLANK )? )? '>>'
path = sequence ( '|' sequence )*
sequence = step ( '/' step )*
step = '^'? primary ( '?' | '*' | '+' )?
primary = iri | 'a' | '!' negated | '(' path ')'                          # a property
negated = inverse | '(' ( inverse ( '|' inverse )* )? ')'
inverse = '^'? ( iri | 'a' )
varorterm = VAR | iri | literal | BLANK | '(' ')' | '[' ']' | '<<(' object verb object ')>>'   # a value
varoriri = VAR | iri                                                      # a variable or an IRI
expression = and ( '||' and )*                                            # an expression
and = relation ( '&&' relation )*
relation = sum ( ( '=' | '!=' | '<=' | '>=' | '<' | '>' ) sum | 'NOT'? 'IN' list )?
list = '(' ( expression ( ',' expression )* )? ')'
sum = product ( ( '+' | '-' ) product )*
product = unary ( ( '*' | '/' ) unary )*
unary = ( '!' | '+' | '-' ) unary | atom                                    # an expression
atom = brackets | builtin | iri arguments? | literal | VAR | '<<(' expression verb expression ')>>'   # an expression
brackets = '(' expression ')'
builtin = aggregate | exists | function
exists = 'NOT'? 'EXISTS' group
function = FUNCTION list
aggregate = AGGREGATE '(' 'DISTINCT'? ( '*' | expression ( ';' 'SEPARATOR' '=' STRING )? ) ')'
iri = IRI | NAME                                                          # an IRI
literal = STRING ( LANG | '^^' iri )? | ( '+' | '-' )? NUMBER | 'TRUE' | 'FALSE'   # a value
"""

_WORD = pattern(r"\w+")
FUNCTIONS = frozenset(
    _WORD.findall(
        """ABS ADJUST BNODE BOUND CEIL COALESCE CONCAT CONTAINS DATATYPE DAY ENCODE_FOR_URI FLOOR HASLANG HASLANGDIR
        HOURS IF IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG LANGDIR LANGMATCHES LCASE MD5 MINUTES MONTH
        NOW OBJECT PREDICATE RAND REGEX REPLACE ROUND SAMETERM SECONDS SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE
        STRDT STRENDS STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT SUBSTR TIMEZONE TRIPLE TZ UCASE URI UUID
        YEAR"""
    )
)
AGGREGATES = frozenset(_WORD.findall("AVG COUNT GROUP_CONCAT MAX MIN SAMPLE SUM"))

_SYMBOL = pattern(r"'[^']+'|[A-Za-z]+|[()|?*+]")


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a rule: `kind` is sequence, choice, optional, many, some, rule, word or token."""

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with what it is called, or nothing where its parts are to be named."""

    node: Node
    label: str


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by name."""
    read = {}
    for line in RULES.strip().splitlines():
        definition, _, label = line.partition(" # ")
        name, _, right = definition.partition(" = ")
        read[name.strip()] = Rule(_Reader(_SYMBOL.findall(right)).choice(), label.strip())
    return read


class _Reader:
    """Reads the right side of a rule."""

    def __init__(self, symbols: list[str]) -> None:
        self._symbols = [*symbols, ""]
        self._i = 0

    def choice(self) -> Node:
        options = [self._sequence()]
        while self._symbols[self._i] == "|":
            self._i += 1
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Node("choice", parts=tuple(options))

    def _sequence(self) -> Node:
        parts = []
        while self._symbols[self._i] not in ("|", ")", ""):
            parts.append(self._repeated())
        return parts[0] if len(parts) == 1 else Node("sequence", parts=tuple(parts))

    def _repeated(self) -> Node:
        symbol = self._symbols[self._i]
        self._i += 1
        if symbol == "(":
            node = self.choice()
            self._i += 1
        elif symbol.startswith("'"):
            node = Node("word", symbol[1:-1])
        else:
            node = Node("token" if symbol.isupper() else "rule", symbol)
        kind = {"?": "optional", "*": "many", "+": "some"}.get(self._symbols[self._i])
        if kind is None:
            return node
        self._i += 1
        return Node(kind, parts=(node,))
