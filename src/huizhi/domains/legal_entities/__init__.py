"""法人信息大平台: identity, life cycle, portrait and search of every legal entity.

Under the market-entity registration rules; used by the public, enterprises, officers and partner departments.
"""
