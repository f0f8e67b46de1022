"""A Turtle parser that knows the place of every triple and goes on after an error (RDF 1.2 Turtle, section 6).

A problem is recorded, and parsing goes on at the next statement: after a full stop that ends its line, or at the next
line that begins with something other than white space. So all the problems of a file are found in one pass.
"""

from __future__ import annotations

from skillgraph.terms import RDF, Blank, Iri, Term, TripleTerm
from skillgraph.turtle.document import Declaration, Document, LocatedTriple, Problem
from skillgraph.turtle.lexer import AT, BLANK, END, IRI, MARK, NAME, STRING, WORD, Lines
from skillgraph.turtle.reader import Reader, Wrong

_FIRST, _REST, _NIL = Iri(RDF + "first"), Iri(RDF + "rest"), Iri(RDF + "nil")
_BYTE_ORDER_MARK = "\ufeff"
_MARKED = Problem(0, "The text begins with a byte order mark, which cannot be seen.", "Save it as UTF-8 without one.")
_TYPE, _REIFIES = Iri(RDF + "type"), Iri(RDF + "reifies")


def parse_document(text: str, base: str, blank_prefix: str = "b") -> Document:
    """The triples of a text. Blank nodes are labelled by the prefix and, in the order of their appearance, a number."""
    marked = text.startswith(_BYTE_ORDER_MARK)
    parser = _Parser(f" {text[1:]}" if marked else text, base, blank_prefix)
    parser.document()
    problems = (_MARKED, *parser.problems) if marked else tuple(parser.problems)
    said = tuple(parser.triples), parser.prefixes, tuple(parser.declarations), frozenset(parser.used)
    return Document(text, *said, problems, Lines(text))


class _Parser(Reader):
    """Recursive descent over the arrays of the scanner; `_i` is the next token."""

    def __init__(self, text: str, base: str, blank_prefix: str) -> None:
        super().__init__(text, base, blank_prefix)
        self.triples: list[LocatedTriple] = []
        self.declarations: list[Declaration] = []
        self.problems: list[Problem] = []

    def document(self) -> None:
        kinds = self._kinds
        while kinds[self._i] != END:
            start, count = self._i, len(self.triples)
            self._depth = 0
            try:
                self._statement()
            except Wrong as wrong:
                self.problems.append(wrong.problem)
                del self.triples[count:]
                self._recover(start)

    def _recover(self, start: int) -> None:
        """Goes to the next place where a statement may begin."""
        kinds, texts, starts, text = self._kinds, self._texts, self._starts, self._text
        i = max(self._i, start)
        while kinds[i] != END:
            begins_line = starts[i] == 0 or text[starts[i] - 1] in "\r\n"
            if i > start and begins_line and kinds[i] in (NAME, IRI, AT, WORD, BLANK):
                break
            if kinds[i] == MARK and texts[i] == "." and self._ends_line(i):
                i += 1
                break
            i += 1
        self._i = i

    def _ends_line(self, i: int) -> bool:
        after = self._text[self._starts[i] + 1 : self._starts[i + 1]]
        return self._kinds[i + 1] == END or "\n" in after or "\r" in after

    def _statement(self) -> None:
        kind, text = self._kinds[self._i], self._texts[self._i]
        if kind == AT and text in ("@prefix", "@base", "@version"):
            self._directive(text[1:], at_form=True)
        elif kind == WORD and text.upper() in ("PREFIX", "BASE", "VERSION"):
            self._directive(text.lower(), at_form=False)
        else:
            self._triples()
            self._full_stop()

    def _directive(self, word: str, *, at_form: bool) -> None:
        self._i += 1
        if word == "prefix":
            self._prefix()
        elif word == "base":
            self._base = self._reference(IRI, "@base needs an IRI in angle brackets.").value
            self._terms.clear()
        elif self._kinds[self._i] == STRING and not self._texts[self._i].startswith(('"""', "'''")):
            self._i += 1
        else:
            raise self._wrong("A version is a quoted string.", 'Write it like "1.2".')
        if at_form:
            self._expect(".", "A directive that begins with @ ends with a full stop.")

    def _prefix(self) -> None:
        name = self._texts[self._i]
        if self._kinds[self._i] != NAME or not name.endswith(":") or name.count(":") != 1:
            raise self._wrong("A prefix is declared as a name with a colon after it.", "Write @prefix sg: <...> .")
        at = self._starts[self._i]
        self._i += 1
        namespace = self._reference(IRI, "A prefix stands for an IRI in angle brackets.").value
        self.prefixes[name[:-1]] = namespace
        self.declarations.append(Declaration(name[:-1], at, namespace))
        self._terms.clear()

    def _reference(self, kind: int, message: str) -> Iri:
        if self._kinds[self._i] != kind:
            raise self._wrong(message, "Write it like <https://example.org/>.")
        self._i += 1
        return self._iri(self._i - 1)

    def _triples(self) -> None:
        at, text = self._starts[self._i], self._texts[self._i]
        kind = self._kinds[self._i]
        if kind == MARK and text in ("[", "<<"):
            bare = text == "[" and self._texts[self._i + 1] == "]"
            subject = self._blank_node_property_list() if text == "[" else self._reified_triple()
            if not bare and self._texts[self._i] == "." and self._kinds[self._i] == MARK:
                return
        else:
            subject = self._subject()
        self._predicate_objects(subject, at)

    def _subject(self) -> Iri | Blank:
        kind, text = self._kinds[self._i], self._texts[self._i]
        if kind in (NAME, IRI):
            self._i += 1
            return self._iri(self._i - 1)
        if kind == BLANK:
            self._i += 1
            return self._labelled(text)
        if kind == MARK and text == "(":
            return self._collection()
        raise self._wrong(
            f"A statement cannot begin with {self._shown()}.", "It begins with an IRI or a prefixed name."
        )

    def _predicate_objects(self, subject: Iri | Blank, subject_at: int) -> None:
        """predicateObjectList: the hot loop of the parser."""
        kinds, texts, starts, add = self._kinds, self._texts, self._starts, self.triples.append
        while True:
            i = self._i
            predicate_at = starts[i]
            predicate = self._verb()
            while True:
                i = self._i
                value = self._object()
                add(LocatedTriple(subject, predicate, value, subject_at, predicate_at, starts[i]))
                i = self._i
                mark = texts[i] if kinds[i] == MARK else ""
                if mark in ("~", "{|"):
                    self._annotations(TripleTerm(subject, predicate, value))
                    i = self._i
                    mark = texts[i] if kinds[i] == MARK else ""
                if mark != ",":
                    break
                self._i = i + 1
            if mark != ";":
                return
            while kinds[i] == MARK and texts[i] == ";":
                i += 1
            self._i = i
            if kinds[i] == END or (kinds[i] == MARK and texts[i] in (".", "]", "|}")):
                return

    def _verb(self) -> Iri:
        i = self._i
        kind = self._kinds[i]
        if kind in (NAME, IRI):
            self._i = i + 1
            return self._iri(i)
        if kind == WORD and self._texts[i] == "a":
            self._i = i + 1
            return _TYPE
        raise self._wrong(
            f"A property was expected, not {self._shown()}.", "Look for a missing ';', ',' or '.' before it."
        )

    def _object(self) -> Term:
        i = self._i
        kind, text = self._kinds[i], self._texts[i]
        if kind in (NAME, IRI):
            self._i = i + 1
            return self._terms.get(text) or self._iri(i)
        if kind == MARK:
            return self._nested(text)
        return self._simple(kind, text)

    def _nested(self, text: str) -> Term:
        if text == "[":
            return self._blank_node_property_list()
        if text == "(":
            return self._collection()
        if text == "<<(":
            return self._triple_term()
        if text == "<<":
            return self._reified_triple()
        raise self._wrong(f"A value was expected, not {self._shown()}.", "Look for a ';' or ',' too many.")

    def _blank_node_property_list(self) -> Blank:
        at = self._starts[self._i]
        self._enter()
        node = self._fresh()
        if self._texts[self._i] != "]" or self._kinds[self._i] != MARK:
            self._predicate_objects(node, at)
        self._expect("]", "A '[' is not closed.")
        self._depth -= 1
        return node

    def _collection(self) -> Iri | Blank:
        self._enter()
        head: Iri | Blank = _NIL
        previous: Blank | None = None
        previous_at = 0
        while not (self._kinds[self._i] == MARK and self._texts[self._i] == ")"):
            at = self._starts[self._i]
            if self._kinds[self._i] == END:
                raise self._wrong("A '(' is not closed.", "Write ')' after its last value.")
            node = self._fresh()
            if previous is None:
                head = node
            else:
                self.triples.append(LocatedTriple(previous, _REST, node, previous_at, previous_at, at))
            self.triples.append(LocatedTriple(node, _FIRST, self._object(), at, at, at))
            previous, previous_at = node, at
        if previous is not None:
            end = self._starts[self._i]
            self.triples.append(LocatedTriple(previous, _REST, _NIL, previous_at, previous_at, end))
        self._i += 1
        self._depth -= 1
        return head

    def _triple_term(self) -> TripleTerm:
        self._enter()
        subject = self._plain_subject()
        predicate = self._verb()
        value = self._plain_object()
        self._expect(")>>", "A '<<(' is not closed.")
        self._depth -= 1
        return TripleTerm(subject, predicate, value)

    def _reified_triple(self) -> Iri | Blank:
        at = self._starts[self._i]
        self._enter()
        reified = self._kinds[self._i] == MARK and self._texts[self._i] == "<<"
        subject = self._reified_triple() if reified else self._plain_subject()
        predicate = self._verb()
        reified = self._kinds[self._i] == MARK and self._texts[self._i] == "<<"
        value = self._reified_triple() if reified else self._plain_object()
        reifier = self._reifier() if self._texts[self._i] == "~" else self._fresh()
        self._expect(">>", "A '<<' is not closed.")
        self._depth -= 1
        term = TripleTerm(subject, predicate, value)
        self.triples.append(LocatedTriple(reifier, _REIFIES, term, at, at, at))
        return reifier

    def _annotations(self, term: TripleTerm) -> None:
        reifier: Iri | Blank | None = None
        while self._kinds[self._i] == MARK and self._texts[self._i] in ("~", "{|"):
            at = self._starts[self._i]
            if self._texts[self._i] == "~":
                reifier = self._reifier()
                self.triples.append(LocatedTriple(reifier, _REIFIES, term, at, at, at))
                continue
            if reifier is None:
                reifier = self._fresh()
                self.triples.append(LocatedTriple(reifier, _REIFIES, term, at, at, at))
            self._enter()
            self._predicate_objects(reifier, at)
            self._expect("|}", "A '{|' is not closed.")
            self._depth -= 1
            reifier = None

    def _reifier(self) -> Iri | Blank:
        self._i += 1
        kind, text = self._kinds[self._i], self._texts[self._i]
        if kind in (NAME, IRI, BLANK):
            return self._plain_subject()
        if kind == MARK and text == "[" and self._texts[self._i + 1] == "]":
            self._i += 2
        return self._fresh()

    def _plain_subject(self) -> Iri | Blank:
        if self._kinds[self._i] == MARK:
            return self._anonymous()
        return self._subject()

    def _plain_object(self) -> Term:
        if self._kinds[self._i] == MARK and self._texts[self._i] != "<<(":
            return self._anonymous()
        return self._object()

    def _anonymous(self) -> Blank:
        if self._texts[self._i] != "[" or self._texts[self._i + 1] != "]":
            raise self._wrong(f"{self._shown()} cannot stand inside a triple term.", "Name a node, or write '[]'.")
        self._i += 2
        return self._fresh()
