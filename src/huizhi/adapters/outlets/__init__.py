"""The clients that speak to outside systems."""
