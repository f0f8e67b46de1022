"""The text of a query: its tokens, and terms put in the place of variables. No RDF library is needed here."""
