"""主体: persons and organisations, identifiers, reversible resolution, facts."""
