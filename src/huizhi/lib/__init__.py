"""Plain Python, no Django: calendar, periods, identifiers, names, pinyin, money, merkle, clock."""
