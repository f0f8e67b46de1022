"""What is taken along: a snapshot as a SQLite or DuckDB database, as dumps, and as a site for any web server."""
