"""The faces of the house: web, API, command line."""
