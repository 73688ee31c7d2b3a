"""The inbox of whoever is signed in, and how they want to be reached outside the house."""
