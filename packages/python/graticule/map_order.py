"""The order in which Spark goes through the entries of a Python dict.

A dict reaches Spark as a java.util.HashMap: buckets of a power of two, filled in order of insertion. The dict of `agg`
becomes an immutable Scala map then: up to four entries keep their order, more come in the order of a trie over the bits of
another hash; it shows in the order of columns. A dict in a row is unpickled, which puts it into two such maps one after
the other.
"""

import struct

_TRIE_BITS = 5


def spark_order(keys):
    """Texts (the keys of the dict of `agg`) in Spark's order."""
    ordered = _hash_map(list(keys), _grown_table(len(keys)))
    return ordered if len(ordered) <= 4 else sorted(ordered, key=lambda key: _trie_path(_java_hash(key)))


def row_order(keys):
    """Keys of a dict in a row in the order of the map that Spark makes of it."""
    keys = list(keys)
    if len(keys) < 2:
        return keys
    # Taken off a stack, the last first; the second map is told its size.
    items = _hash_map(keys[::-1], _grown_table(len(keys)))
    return _hash_map(items, 1 << (len(items) * 4 // 3).bit_length())


def _grown_table(entries):
    """Buckets of a map that has grown from its first 16."""
    buckets = 16
    while entries > buckets * 3 // 4:
        buckets *= 2
    return buckets


def _hash_map(keys, buckets):
    return sorted(keys, key=lambda key: _spread(_java_hash(key)) & (buckets - 1))


def _java_hash(value):
    """hashCode of what a Python value is in Java; in 32 bits, here without a sign."""
    if isinstance(value, str):
        return _text_hash(value)
    if isinstance(value, bool):
        return 1231 if value else 1237
    if isinstance(value, float):
        value = struct.unpack('>q', struct.pack('>d', value))[0]
    elif not isinstance(value, int):
        return 0
    elif -1 << 31 <= value < 1 << 31:
        return value & 0xFFFFFFFF
    value &= 0xFFFFFFFFFFFFFFFF
    return (value ^ (value >> 32)) & 0xFFFFFFFF


def _text_hash(text):
    """Over UTF-16 units."""
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
