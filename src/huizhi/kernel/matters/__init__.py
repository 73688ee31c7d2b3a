"""办件: procedures and clocks as tables; the only place where a state changes."""
