"""The tree of organs, divisions by year, officers and certificates, power lists, import of tables; the public's organs."""
