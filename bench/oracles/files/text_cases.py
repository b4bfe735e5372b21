"""Cases of text files for generate.py."""

import bz2
import gzip
import zlib


def cases(case):
    """Enters the cases: case(name, files, options, schema)."""
    case("lines", "a\nb\r\n\nc")
    case("whole text", {"1": "a\nb\n"}, {"wholetext": "true"})
    case("line separator", "a;b;\nc", {"lineSep": ";"})
    case("text in partitions", {"k=1/x": "a\n", "k=2/x": "b\n"})
    case("carriage returns", "a\rb\r\nc\r")
    case("line feeds only", "\n\n")
    case("an empty file", "")
    case("an empty file as whole text", {"1": ""}, {"wholetext": "true"})
    case("a byte order mark", "\ufeffa\nb\n")
    case("a byte order mark in whole text", {"1": "\ufeffa\nb\n"}, {"wholetext": "true"})
    case("NUL bytes", {"part": b"a\x00b\n\x00\n"})
    case("a long line", "x" * 5000 + "\ny")
    case("an encoding is not looked at", {"part": "\u00e9\n".encode("utf-8")}, {"encoding": "ISO-8859-1"})
    case("line separator of two characters", "a||b|c||", {"lineSep": "||"})
    case("line separator of no characters", "a\nb", {"lineSep": ""})
    case("line separator that is a carriage return", "a\rb\nc", {"lineSep": "\r"})
    case("line separator beyond ASCII", "a\u00a7b\n", {"lineSep": "\u00a7"})
    case("packed with gzip", {"1.txt.gz": gzip.compress(b"a\nb", mtime=0)})
    case("packed with bzip2", {"1.txt.bz2": bz2.compress(b"a\nb")})
    case("packed with deflate", {"1.txt.deflate": zlib.compress(b"a\nb")})
    case("packed whole text", {"1.txt.gz": gzip.compress(b"a\nb", mtime=0), "2.txt.bz2": bz2.compress(b"c\n")}, {"wholetext": "true"})
    case("whole text of several files", {"1": "a\n", "2": "b", "k/3": "c"}, {"wholetext": "true", "recursiveFileLookup": "true"})
    case("another name", "a\n", {}, "line string")
    case("two columns", "a\n", {}, "a string, b string")
    case("another type", "1\n", {}, "a int")
    case("a switch that is none", "a\n", {"wholetext": "maybe"})
