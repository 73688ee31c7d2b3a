"""拼音: initials, sort keys and spelling of Chinese names, fast enough to be computed for every entity of a province.

The readings are those of pypinyin (MIT), corrected for names of firms, places and persons in `readings`. Its tables are read
once into one mapping per output; a name then costs a `str.translate`, and only characters with several readings look at
their neighbours. Keys that are stored carry `VERSION`: keys of two versions must not be compared.
"""

from huizhi.lib.pinyin.keys import VERSION, Keys, initials, keys, person_keys, sort_key, spelled

__all__ = ["VERSION", "Keys", "initials", "keys", "person_keys", "sort_key", "spelled"]
