"""The component sheet: every component of the kit in every state. In development and tests only."""
