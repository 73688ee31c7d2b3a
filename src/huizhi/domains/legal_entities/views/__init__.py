"""The register's screens: public search and pages, the officer's search, files, imports and queue, the enterprise's own view."""
