"""A page of the site as a page of a copy: its links lead to files, its forms give way to lists of what they offer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

Resolve = Callable[[str, str], str | None]  # an address and a fragment: what stands in the copy, None for nothing

_LINKS = {"a": "href", "link": "href", "script": "src", "img": "src"}
_VOID = frozenset(("link", "img", "input", "meta", "br", "hr"))
_UNSENT = ("submit", "button", "checkbox", "radio")  # unless it is checked
_CANONICAL = frozenset(("canonical", "alternate", "describedby"))


@dataclass
class _Choice:
    """A field of a form that lists its values."""

    name: str
    id: str
    options: list[tuple[str, str]] = field(default_factory=list)
    given: str = ""


@dataclass
class _Form:
    """A form that is being read."""

    action: str
    choices: list[_Choice] = field(default_factory=list)
    others: dict[str, str] = field(default_factory=dict)
    needed: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)
    label_of: str = ""
    is_option: bool = False


class Page(HTMLParser):
    """Reads a page and writes it anew, all but links and forms to the letter."""

    def __init__(self, address: str, resolve: Resolve, note: str = "") -> None:
        super().__init__(convert_charrefs=False)
        self._address = address
        self._resolve = resolve
        self._note = note  # markup that stands at the end of the page
        self._out: list[str] = []
        self._form: _Form | None = None
        self._open: list[bool] = []  # for each open link: whether it has become a span

    def rewritten(self, text: str) -> str:
        """The page in the copy."""
        self.feed(text)
        self.close()
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if self._form is not None:
            self._in_form(tag, told)
        elif tag == "form":
            self._form = _Form(told.get("action") or "")
        elif tag == "link" and (told.get("rel") or "") in _CANONICAL:
            return
        else:
            self._out.append(self._tag(tag, attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._form is None:
            self._out.append(self._tag(tag, attrs, "/>"))

    def handle_endtag(self, tag: str) -> None:
        if self._form is not None:
            if tag == "form":
                self._out.extend(self._instead(self._form))
                self._form = None
            elif tag == "label":
                self._form.label_of = ""
            elif tag in ("option", "select", "small"):
                self._form.is_option = False
            return
        if tag == "a" and self._open and self._open.pop():
            tag = "span"
        if tag == "body":
            self._out.append(self._note)
        self._out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._text(data, data)

    def handle_entityref(self, name: str) -> None:
        self._text(f"&{name};", f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._text(f"&#{name};", f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self._text(f"<!--{data}-->", "")

    def handle_decl(self, decl: str) -> None:
        self._text(f"<!{decl}>", "")

    def _text(self, markup: str, shown: str) -> None:
        form = self._form
        if form is None:
            self._out.append(markup)
        elif form.label_of:
            form.labels[form.label_of] = form.labels.get(form.label_of, "") + shown
        elif form.is_option and form.choices:
            value, text = form.choices[-1].options.pop()
            form.choices[-1].options.append((value, text + shown))

    def _tag(self, tag: str, attrs: list[tuple[str, str | None]], end: str = ">") -> str:
        written, changed = [], False
        for name, value in attrs:
            is_link = name == _LINKS.get(tag) or (name.startswith("data-") and (value or "").startswith("/"))
            shown = self._link(value or "") if is_link and value else value
            changed = changed or (is_link and shown is None)
            if shown is not None or value is None:
                written.append(name if shown is None else f'{name}="{escape(shown)}"')
        if tag == "a":
            self._open.append(changed)
            tag = "span" if changed else tag
            written = [one for one in written if not one.startswith("rel=")] if changed else written
        elif changed and tag in ("link", "script", "img"):
            return ""
        return f"<{' '.join([tag, *written])}{end}"

    def _link(self, href: str) -> str | None:
        """What stands in the copy in the place of a link; one that leads elsewhere stays."""
        there, fragment = urldefrag(urljoin(f"http://here{self._address}", href))
        parts = urlsplit(there)
        if (parts.scheme, parts.netloc) != ("http", "here"):
            return href
        if href.startswith("#"):
            return href
        return self._resolve(parts.path + (f"?{parts.query}" if parts.query else ""), fragment)

    def _in_form(self, tag: str, told: dict[str, str | None]) -> None:
        form = self._form
        assert form is not None
        name, value = told.get("name") or "", told.get("value") or ""
        if tag in ("select", "input") and "required" in told:
            form.needed.add(name)
        if tag == "label":
            form.label_of = told.get("for") or ""
        elif tag == "select" and name:
            form.choices.append(_Choice(name, told.get("id") or ""))
        elif tag == "option" and form.choices:
            form.choices[-1].options.append((value, ""))
            form.is_option = True
            if "selected" in told:
                form.choices[-1].given = value
        elif tag == "input" and name and (told.get("type") not in _UNSENT or "checked" in told):
            form.others[name] = value

    def _instead(self, form: _Form) -> Iterator[str]:
        """Lists of links, one for each field that lists its values, the other fields being as they are."""
        given = {**form.others, **{one.name: one.given for one in form.choices}}
        for one in form.choices:
            needed = {name: given.get(name, "") for name in sorted(form.needed - {one.name})}
            if not all(needed.values()):
                continue
            links = []
            for value, text in one.options:
                fields = {name: word for name, word in {**needed, one.name: value}.items() if word}
                where = self._link(f"{form.action}?{urlencode(fields)}" if fields else form.action)
                if where is not None:
                    links.append(f'<li><a href="{escape(where)}">{text.strip()}</a></li>')
            if links:
                label = form.labels.get(one.id, escape(one.name)).strip()
                items = "\n".join(links)
                yield f'<details><summary>{label}</summary>\n<ul class="columned">\n{items}\n</ul></details>\n'
