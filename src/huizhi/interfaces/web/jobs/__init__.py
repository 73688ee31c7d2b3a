"""Background jobs: the list, a job's page with its progress, stop and go on, files that it left."""
