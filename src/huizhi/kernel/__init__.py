"""What every domain rests on: who, where, when, under which rule, and what was done."""
