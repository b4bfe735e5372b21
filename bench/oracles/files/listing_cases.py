"""Cases of folders, their names and what options choose of them, for generate.py."""

H = {"header": "true"}


def cases(case):
    """Enters the cases: case(name, format, files, options, schema, paths=..., modified=...)."""

    def csv(name, files, options=None, schema="a int", **more):
        case(name, "csv", files, options, schema, **more)

    def of(*values):
        return {"k=%s/p.csv" % value: "%d\n" % i for i, value in enumerate(values)}

    csv("partitions of whole numbers", of("1", "-2", "0003"))
    csv("partitions of large whole numbers", of("1", "3000000000"))
    csv("partitions of larger whole numbers", of("1", "12345678901234567890"))
    csv("partitions of fractions", of("1", "2.5"))
    csv("partitions of fractions with exponents", of("1e3", "2.5"))
    csv("partitions of dates", of("2020-01-02", "2021-03-04"))
    csv("partitions of dates and times", of("2020-01-02", "2021-03-04 05%3A06%3A07"))
    csv("partitions of times", of("2020-01-02 03%3A04%3A05.678", "2021-03-04 05%3A06%3A07"))
    csv("partitions of short dates", of("2020-1-2", "2020-01"))
    csv("partitions of years and months", of("2020-01", "2020-02"))
    csv("partitions of words", of("true", "FALSE"))
    csv("partitions of numbers and words", of("1", "x"))
    csv("partitions of numbers and dates", of("1", "2020-01-02"))
    csv("partitions of numbers and nothing", of("1", "__HIVE_DEFAULT_PARTITION__"))
    csv("partitions of empty texts", of(""))
    csv("partitions of numbers with a letter", of("1d", "2f"))
    csv("partitions of numbers with signs", of("+1", "2"))
    csv("partitions of special numbers", of("NaN", "Infinity"))
    csv("partitions of spaces", of(" 1", "2 "))
    csv("partitions of odd characters", of("a%2Fb", "c%20d", "e=f", "\u00e9", "%25", "%zz", "x%3Ay"))
    csv("partition columns of odd names", {"a%20b=1/c.d=2/p.csv": "1\n"})
    csv("partition columns beside folders that are none", {"k=1/p.csv": "1\n", "other/p.csv": "2\n"})
    csv("partition columns of two kinds", {"k=1/p.csv": "1\n", "j=2/p.csv": "2\n"})
    csv("partition columns of two depths", {"k=1/p.csv": "1\n", "k=2/j=3/p.csv": "2\n"})
    csv("partition columns and a file above", {"p.csv": "1\n", "k=2/p.csv": "2\n"})
    csv("a partition column that begins with an underscore", {"_k=1/p.csv": "1\n"})
    csv("hidden folders", {"_x/p.csv": "1\n", ".y/p.csv": "2\n", "z.csv": "3\n"})
    csv("hidden files in partitions", {"k=1/_p.csv": "1\n", "k=1/q.csv": "2\n"})
    csv("folders in folders", {"x/p.csv": "1\n", "q.csv": "2\n"})
    csv("one partition by its path", {"k=1/p.csv": "1\n", "k=2/p.csv": "2\n"}, paths=("k=1",))
    csv("one partition by its path and the base", {"k=1/p.csv": "1\n", "k=2/p.csv": "2\n"}, {"basePath": "FOLDER"}, paths=("k=1",))
    csv("partitions by a glob and the base", {"k=1/p.csv": "1\n", "k=2/p.csv": "2\n"}, {"basePath": "FOLDER"}, paths=("k=*",))
    csv("one file of a partition and the base", {"k=1/p.csv": "1\n", "k=2/p.csv": "2\n"}, {"basePath": "FOLDER"}, paths=("k=1/p.csv",))
    csv("a base that is none", {"k=1/p.csv": "1\n"}, {"basePath": "FOLDER/k=1/p.csv"}, paths=("k=1",))
    csv("partition column that the files have", {"k=1/p.csv": "k,a\n5,6\n"}, H, None)
    csv("partition column typed by the schema", {"k=01/p.csv": "5\n"}, {}, "k double, a int")
    csv("partition column that does not fit the schema", {"k=x/p.csv": "5\n"}, {}, "k int, a int")
    csv("partition column first in the schema", {"k=1/p.csv": "5,6\n"}, {}, "a int, k int, b int")
    csv("recursive lookup and partitions", {"k=1/p.csv": "1\n", "x/y/p.csv": "2\n"}, {"recursiveFileLookup": "true"})
    csv("path filter below", {"x/p.csv": "1\n", "x/q.txt": "2\n", "r.csv": "3\n"}, {"recursiveFileLookup": "true", "pathGlobFilter": "*.csv"})
    csv("path filter that leaves nothing", {"p.csv": "1\n"}, {"pathGlobFilter": "*.txt"})
    csv("path filter that leaves nothing, without a schema", {"p.csv": "1\n"}, {"pathGlobFilter": "*.txt"}, None)
    csv("path filter of alternatives", {"p.csv": "1\n", "q.txt": "2\n", "r.dat": "3\n"}, {"pathGlobFilter": "*.{csv,txt}"})
    csv("a path twice", {"p.csv": "1\n"}, paths=("p.csv", "p.csv"))
    csv("a folder and a file of it", {"p.csv": "1\n", "q.csv": "2\n"}, paths=("", "p.csv"))
    csv("a glob of classes", {"a1.csv": "1\n", "b1.csv": "2\n", "c1.csv": "3\n"}, paths=("[ab]1.csv",))
    csv("a glob of other classes", {"a1.csv": "1\n", "b1.csv": "2\n", "c1.csv": "3\n"}, paths=("[^ab]1.csv",))
    csv("a glob of a range", {"a1.csv": "1\n", "b1.csv": "2\n", "c1.csv": "3\n"}, paths=("[a-b]?.csv",))
    csv("a glob of folders", {"x/p.csv": "1\n", "y/p.csv": "2\n"}, paths=("*/p.csv",))
    csv("a glob of folders themselves", {"x/p.csv": "1\n", "y/p.csv": "2\n"}, paths=("*",))
    csv("names with blanks and signs", {"a b%20c+d.csv": "1\n"})
    csv("one of two paths does not exist", {"p.csv": "1\n"}, paths=("p.csv", "q.csv"))
    csv("an empty folder", {"x/p.csv": "1\n"}, {"pathGlobFilter": "q*"}, None, paths=("x",))
    when = {"p.csv": 1577934245, "q.csv": 1600000000}
    for name, options in [
        ("files changed after a time", {"modifiedAfter": "2020-06-01T00:00:00"}),
        ("files changed before a time", {"modifiedBefore": "2020-06-01T00:00:00"}),
        ("files changed between two times", {"modifiedAfter": "2020-01-01T00:00:00", "modifiedBefore": "2020-06-01T00:00:00"}),
        ("files changed after the second of one", {"modifiedAfter": "2020-01-02T03:04:05"}),
        ("files changed before the second of one", {"modifiedBefore": "2020-01-02T03:04:05"}),
        ("files changed after a date", {"modifiedAfter": "2020-06-01"}),
        ("files changed after a time that is none", {"modifiedAfter": "yesterday"}),
        ("files changed after a time of another zone", {"modifiedAfter": "2020-01-01T19:04:05", "timeZone": "America/Los_Angeles"}),
    ]:
        csv(name, {"p.csv": "1\n", "q.csv": "2\n"}, options, modified=when)
    case("a text file of a name with an equals sign", "text", {"k=1": "a\n"})
    case("json in partitions that the files have", "json", {"k=1/p": '{"k":5,"a":6}\n'})
    case("json in a session of another zone", "json", '{"t":"2020-07-01 02:03:04","d":"2020-07-01"}\n', {}, "t timestamp, d date", zone="America/New_York")
    csv("csv in a session of another zone", "2020-07-01 02:03:04,2020-07-01T02:03:04Z,2020-03-08 02:30:00\n", {}, "a timestamp, b timestamp, c timestamp", zone="America/New_York")
    csv("csv in a zone of its own", "2020-07-01 02:03:04,2020-07-01\n", {"timeZone": "Asia/Kathmandu"}, "a timestamp, d date")
    csv("csv by a pattern in a zone of its own", "01.07.2020 02:03\n", {"timeZone": "Asia/Kathmandu", "timestampFormat": "dd.MM.yyyy HH:mm"}, "a timestamp")
    case("partitions of times in a session of another zone", "csv", of("2020-07-01 02%3A03%3A04"), {}, "a int", zone="America/New_York")
