"""Plain Python, no Django: calendar, periods, identifiers, merkle, pinyin, clock."""
