"""The order in which Spark goes through the entries of a Python dict.

A dict reaches Spark as a java.util.HashMap and becomes an immutable Scala map there: up to four entries keep the order of
the HashMap (buckets of a power of two, filled in order of insertion), more come in the order of a trie over the bits of
another hash. It shows in the order of columns that `agg` makes from a dict.
"""

_TRIE_BITS = 5


def spark_order(keys):
    """Texts (the keys of a dict) in Spark's order."""
    keys = list(keys)
    buckets = 16
    while len(keys) > buckets * 3 // 4:
        buckets *= 2
    ordered = sorted(keys, key=lambda key: _spread(_java_hash(key)) & (buckets - 1))
    return ordered if len(ordered) <= 4 else sorted(ordered, key=lambda key: _trie_path(_java_hash(key)))


def _java_hash(text):
    """String.hashCode: over UTF-16 units, in 32 bits, here without a sign."""
    units = text.encode('utf-16-le')
    value = 0
    for position in range(0, len(units), 2):
        value = (31 * value + units[position] + 256 * units[position + 1]) & 0xFFFFFFFF
    return value


def _spread(value):
    return value ^ (value >> 16)


def _trie_path(value):
    """Positions in the nodes of Scala's HashTrieMap, from the root down: five bits each, the lowest first."""
    value = (value + (~(value << 9) & 0xFFFFFFFF)) & 0xFFFFFFFF
    value ^= value >> 14
    value = (value + (value << 4)) & 0xFFFFFFFF
    value ^= value >> 10
    return [(value >> shift) & 31 for shift in range(0, 32, _TRIE_BITS)]
