"""The operator's page: what waits, what lags, what failed, what is slow."""
