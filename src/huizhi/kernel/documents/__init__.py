"""文书: templates, numbers, seals, service, dossiers."""
