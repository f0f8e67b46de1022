"""Text and attributes of XML (XML 1.0, section 2.4), without what `xml.sax` imports: a client for HTTP."""

from __future__ import annotations

from html import escape

_SPACE = {ord(sign): f"&#{ord(sign)};" for sign in "\t\n\r"}  # which a reader would make blanks of (section 3.3.3)


def content(value: str) -> str:
    """Text between tags; a reader would make a line feed of a carriage return (section 2.11)."""
    return escape(value, quote=False).replace("\r", "&#13;")


def quoted(value: str) -> str:
    """The value of an attribute, with its quotation marks."""
    return f'"{escape(value).translate(_SPACE)}"'
