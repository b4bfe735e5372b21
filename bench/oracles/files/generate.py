"""Records what real PySpark 3.3 reads from small files: schema and rows, or the kind of error.

Run with a Python up to 3.10 that has pyspark 3.3, pyarrow and pyorc (and Java 17):  TZ=UTC python generate.py [text ...]
With texts, only cases that have one of them in "format name" are recorded; the others stay as they are.
Writes fixtures/readCases.json, which the executor's tests compare with.
"""

import base64
import datetime
import decimal
import glob
import json
import os
import shutil
import sys
import tempfile

from pyspark.sql import Row, SparkSession, functions
from pyspark.sql.types import DateType, TimestampType

import orc_cases

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = []


def case(name, fmt, files, options=None, schema=None, paths=("",)):
    """files: relative path -> text, bytes, or a function of the session and a folder that leaves files there.

    paths: relative to the case's folder; the empty path is the folder itself.
    """
    if isinstance(files, str):
        files = {"part": files}
    CASES.append(dict(name=name, format=fmt, files=files, options=options or {}, schema=schema, paths=list(paths)))


def csv(name, files, options=None, schema=None, **kw):
    case(name, "csv", files, options, schema, **kw)


def js(name, files, options=None, schema=None, **kw):
    case(name, "json", files, options, schema, **kw)


H = {"header": "true"}
HI = {"header": "true", "inferSchema": "true"}

# csv: names and shapes
csv("without a header columns are numbered", "a,b,c\n1,2,3\n")
csv("a header names the columns", "a,b,c\n1,2,3\n4,5,6\n", H)
csv("names that repeat get their position", "a,b,A,a,\n1,2,3,4,5\n", H)
csv("a header with empty names", ",x, \n1,2,3\n", H)
csv("a header only", "a,b\n", H)
csv("an empty file", "", H, "a int, b string")
csv("every file has its header", {"1.csv": "a,b\n1,2\n", "2.csv": "a,b\n3,4\n"}, H)
csv("lines may end in any way", "a,b\r\n1,2\r3,4\n5,6", H)
csv("blank lines are skipped", "a,b\n\n1,2\n   \n3,4\n\n", H)
csv("rows that are short or long", "a,b,c\n1\n1,2\n1,2,3\n1,2,3,4\n", H)
csv("short rows dropped", "a,b,c\n1\n1,2\n1,2,3\n1,2,3,4\n", dict(H, mode="DROPMALFORMED"))
csv("short rows fail", "a,b,c\n1\n1,2,3\n", dict(H, mode="FAILFAST"))
# csv: quoting
csv("quotes", 'a,b\n"x,y",z\n"x""y",z\n"x\\"y",z\n"",z\n" q ",z\n', H)
csv("quotes in the middle", 'a,b\nx"y,z\nx"y",z\nab"c,d"e,f\n', H)
csv("text after a closing quote", 'a,b\n"x"y,z\n"x" ,z\n "x",z\n', H)
csv("a quote that is not closed", 'a,b\n"x,y\n1,2\n', H)
csv("escapes", 'a,b\n"a\\\\",b\n"a\\\\"",b\na\\,b\n"a\\nb",c\n"\\\\\\"",c\n', H)
csv("escape is the quote", 'a,b\n"x""y",z\n"x\\",z\n', dict(H, escape='"'))
csv("no quote character", 'a,b\n"x,y"\n"x""y",z\n', dict(H, quote=""))
csv("another quote", "a,b\n'x,y',z\n\"x,y\n", dict(H, quote="'"))
csv("another separator", "a;b\n1;2\n", dict(H, sep=";"))
csv("tab as an escape", "a\tb\n1\t2\n", dict(H, sep="\\t"))
csv("a separator of two characters", "a||b\n1||2\n", dict(H, delimiter="||"))
csv("delimiter and sep", "a;b\n1;2\n", dict(H, delimiter=";"))
csv("multiLine", 'a,b\n"x\ny",z\n1,2\n', dict(H, multiLine="true"))
csv("multiLine with carriage returns", 'a,b\r\n"x\r\ny",z\r\n1,2\r\n', dict(H, multiLine="true"))
csv("multiLine with blank lines", 'a,b\n\n1,2\n  \n3,4\n', dict(H, multiLine="true"))
csv("multiLine not closed", 'a,b\n1,2\n"x,y\n3,4\n', dict(H, multiLine="true"))
csv("without multiLine a quoted line feed cuts", 'a,b\n"x\ny",z\n1,2\n', H)
csv("white space stays", "a, b\n 1 , x \n", H)
csv("white space goes", "a, b\n 1 , x \n \" q \" , \" r \"\n", dict(H, ignoreLeadingWhiteSpace="true", ignoreTrailingWhiteSpace="true"))
csv("leading white space goes", "a, b\n 1 , x \n", dict(H, ignoreLeadingWhiteSpace="true"))
csv("comments", "#c\na,b\n#x\n1,2\n3,#4\n", dict(H, comment="#"))
csv("null and empty", 'a,b,c\n,"",x\nNA,"NA",x\n', H)
csv("a null text", 'a,b,c\n,"",x\nNA,"NA",x\n', dict(H, nullValue="NA"))
csv("an empty text", 'a,b,c\n,"",x\n', dict(H, emptyValue="E"))
csv("a null text that is a dash", 'a,b\n-,1\n2,-\n', dict(HI, nullValue="-"))
# csv: types
csv("inference", "i,l,d,t,b,s,n,m\n1,3000000000,1.5,2020-01-02 03:04:05,true,x,,1\n2,4,1e3,2020-01-02,FALSE,y,,2.5\n", HI)
csv("inference of dates", "a,b\n2020-01-02,2020-01\n2021-03-04,2021\n", HI)
csv("inference of big integers", "a,b\n12345678901234567890,1\n1,99999999999999999999999999999999999999999\n", HI)
csv("inference of odd numbers", "a,b,c,d,e,f\n+1,-0,1d,NaN,Inf,007\n2,5,2,1.0,-Inf,8\n", HI)
csv("inference of spaces", "a,b\n 1, 1.5\n2 ,2\n", HI)
csv("inference of spaces that go", "a,b\n 1, 1.5\n2 ,2\n", dict(HI, ignoreLeadingWhiteSpace="true", ignoreTrailingWhiteSpace="true"))
csv("inference of mixed columns", "a,b,c,d\n1,1,true,2020-01-01\nx,1.5,2,3\n", HI)
csv("inference of times", "a,b,c\n2020-01-02T03:04:05Z,2020-01-02T03:04:05.123+01:00,2020-01-02 03:04\n", HI)
csv("inference by a pattern", "a,b\n02/01/2020 03:04,2020-01-02 03:04:05\n03/01/2020 03:04,2020-01-02 03:04:05\n", dict(HI, timestampFormat="dd/MM/yyyy HH:mm"))
csv("inference without a header", "1,x\n2,y\n", {"inferSchema": "true"})
csv("inference of nothing", "a,b\n,\n", HI)
csv("inference of short rows", "a,b,c\n1,2\n1,2,3\n1,2,3,4\n", HI)
T = "i int, l bigint, s short, y byte, d double, f float, b boolean, m decimal(6,2), x string, t timestamp, e date"
GOOD = "1,2,3,4,1.5,2.5,true,12.345,x,2020-01-02 03:04:05.678,2020-01-02\n"
BAD = ",,,,,,,,,,\n" + "x,y,70000,300,x,x,maybe,99999.99,,nope,nope\n"
csv("typed", GOOD + BAD + " 1,2 ,3,4, 1.5 ,1d,TRUE,1e2,\"q\",2020-01-02T03:04:05Z,2020-1-2\n", {}, T)
csv("typed with a corrupt record column", GOOD + BAD + "1,2\n" + GOOD.strip() + ",more\n", {"columnNameOfCorruptRecord": "bad"}, T + ", bad string")
csv("typed dropping", GOOD + BAD, {"mode": "DROPMALFORMED"}, T)
csv("typed failing", GOOD + BAD, {"mode": "failfast"}, T)
csv("a mode that is none", "1\n", {"mode": "WHATEVER"}, "a int")
csv("default name of the corrupt record column", "1\nx\n", {}, "a int, _corrupt_record string")
csv("corrupt record column in the middle", "1,2\nx,3\n", {"columnNameOfCorruptRecord": "c"}, "a int, c string, b int")
csv("special numbers", "NaN,Inf,-Inf\nnan,inf,Infinity\n-,+,~\n", {}, "a double, b double, c float")
csv("special numbers by name", "x,big,small\nNaN,Inf,-Inf\n", {"nanValue": "x", "positiveInf": "big", "negativeInf": "small"}, "a double, b double, c double")
csv("date and timestamp patterns", "02.01.2020,2020/01/02 03-04\n2020-01-02,2020-01-02 03:04:05\n", {"dateFormat": "dd.MM.yyyy", "timestampFormat": "yyyy/MM/dd HH-mm"}, "d date, t timestamp")
csv("a schema by position", "b,a\n1,2\n", H, "a int, b int")
csv("a schema without enforcing", "b,a\n1,2\n", dict(H, enforceSchema="false"), "a int, b int")
csv("fewer fields in the schema", "1,2,3\n", {}, "a int, b int")
csv("more fields in the schema", "1,2,3\n", {}, "a int, b int, c int, d int")
csv("decimals", "1,1.005,-2.5,1e3,100000\n", {}, "a decimal(5,2), b decimal(5,2), c decimal(5,0), d decimal(5,0), e decimal(5,2)")
csv("latin-1", {"part": "a,b\n\u00e9,\u00fc\n"}, dict(H, encoding="UTF-8"))
csv("other line separator", "a,b;1,2;3,4", dict(H, lineSep=";"))
csv("a byte order mark", "\ufeffa,b\n1,2\n", H)
csv("partition folders", {"k=1/p.csv": "a\n1\n", "k=2/p.csv": "a\n2\n", "k=__HIVE_DEFAULT_PARTITION__/p.csv": "a\n3\n"}, H)
csv("two partition columns", {"k=1/d=2020-01-02/p.csv": "a\n1\n", "k=b%20c/d=2021-01-02/p.csv": "a\n2\n"}, H)
csv("partition column in the schema", {"k=01/p.csv": "5\n"}, {}, "k string, a int")
csv("globs and lists", {"x1.csv": "1\n", "x2.csv": "2\n", "y1.csv": "3\n"}, {}, "a int", paths=("x*.csv", "y1.csv"))
csv("braces in globs", {"x1.csv": "1\n", "x2.csv": "2\n", "y1.csv": "3\n"}, {}, "a int", paths=("{x1,y?}.csv",))
csv("hidden files", {"_x.csv": "1\n", ".y.csv": "2\n", "z.csv": "3\n"}, {}, "a int")
csv("a path that does not exist", {"x.csv": "1\n"}, {}, "a int", paths=("nothing",))
csv("a glob without files", {"x.csv": "1\n"}, {}, "a int", paths=("y*",))
csv("recursive lookup", {"x.csv": "1\n", "d/e/y.csv": "2\n"}, {"recursiveFileLookup": "true"}, "a int")
csv("path filter", {"x.csv": "1\n", "y.txt": "2\n"}, {"pathGlobFilter": "*.csv"}, "a int")

# json
js("types", '{"b":1,"a":"x","d":1.5,"t":true,"n":null}\n{"b":3000000000,"a":"y","d":2,"t":false,"n":null}\n')
js("nested", '{"s":{"y":1,"x":"a"},"l":[1,2.5],"e":[],"m":[{"a":1},{"b":"x"}]}\n{"s":{"z":true},"l":null,"e":[],"m":null}\n')
js("mixed types", '{"a":1,"b":"x","c":true,"d":{"x":1},"e":[1]}\n{"a":"s","b":1.50,"c":1,"d":5,"e":{"y":2}}\n')
js("missing fields", '{"a":1}\n{"b":2}\n{}\n')
js("big numbers", '{"a":12345678901234567890,"b":1e400,"c":-0,"d":1.0}\n{"a":1,"b":1,"c":-0.0,"d":1E2}\n')
js("decimals preferred", '{"a":1.25,"b":12345678901234567890}\n{"a":100.5,"b":1}\n', {"prefersDecimal": "true"})
js("primitives as text", '{"a":1.50,"b":true,"c":{"x":1},"d":[1,"z"],"e":null}\n', {"primitivesAsString": "true"})
js("a bad line", '{"a":1}\n{"a":\n{"a":3}\nnot json\n[1]\n"x"\n')
js("a bad line dropped", '{"a":1}\n{"a":\n{"a":3}\n', {"mode": "DROPMALFORMED"})
js("a bad line fails", '{"a":1}\n{"a":\n{"a":3}\n', {"mode": "FAILFAST"})
js("a bad line in a named column", '{"a":1}\n{"a":\n', {"columnNameOfCorruptRecord": "bad"})
js("a bad line with a schema", '{"a":1,"b":"x"}\n{"a":\n{"a":"z","b":"y"}\n', {}, "a int, b string, _corrupt_record string")
js("a bad value with a schema", '{"a":1,"b":"x"}\n{"a":"z","b":5}\n{"a":1.5,"b":[1]}\n', {}, "a int, b string")
js("an array on a line", '[{"a":1},{"a":2}]\n{"a":3}\n')
js("multiLine object", '{\n "a": 1,\n "b": [1,\n2]\n}\n', {"multiLine": "true"})
js("multiLine array", '[{"a":1},\n{"a":2}\n]', {"multiLine": "true"})
js("multiLine bad", {"1": '[{"a":1},\n{"a":', "2": '{"a":5}'}, {"multiLine": "true"})
js("single quotes", "{'a':'x'}\n")
js("single quotes refused", "{'a':'x'}\n{\"a\":\"y\"}\n", {"allowSingleQuotes": "false"})
js("unquoted names", "{a:1}\n", {"allowUnquotedFieldNames": "true"})
js("unquoted names refused", "{a:1}\n{\"a\":2}\n")
js("comments", '{"a":1} // c\n{"a": /* x */ 2}\n', {"allowComments": "true"})
js("leading zeros", '{"a":007}\n', {"allowNumericLeadingZeros": "true"})
js("special numbers", '{"a":NaN,"b":Infinity,"c":-INF}\n{"a":1.5,"b":-Infinity,"c":1.0}\n')
js("special numbers with a schema", '{"a":NaN,"b":"NaN"}\n{"a":"Infinity","b":-Infinity}\n', {}, "a double, b float")
js("backslashes", '{"a":"x\\y"}\n{"a":"\\u00e9\\n\\"q\\""}\n', {"allowBackslashEscapingAnyCharacter": "true"})
js("escapes", '{"a":"\\u00e9\\t\\\\ \\/ \\ud83d\\ude00"}\n')
js("trailing text", '{"a":1} {"a":2}\n{"a":3}x\n')
js("repeated names", '{"a":1,"a":2}\n')
js("blank lines", '\n{"a":1}\n   \n{"a":2}\n')
js("upper and lower case names", '{"a":1,"B":2}\n')
js("typed", '{"i":1,"l":2,"d":1,"f":1.5,"b":true,"m":1.005,"x":"s","t":"2020-01-02T03:04:05Z","e":"2020-01-02","a":[1,null],"p":{"k":1},"s":{"y":"z"}}\n'
   '{"i":1.0,"l":"2","d":"x","f":null,"b":"true","m":"12.5","x":{"q": [1, 2.50]},"t":"2020-01-02 03:04:05","e":"2020-01-02T00:00:00","a":{},"p":[],"s":[]}\n'
   '{"i":3000000000,"t":1577934245,"e":18263,"m":5,"x":1.50,"l":1e3}\n{"t":"nope"}\n{"e":"nope"}\n{"x":true,"d":"1.5"}\n', {},
   "i int, l bigint, d double, f float, b boolean, m decimal(6,2), x string, t timestamp, e date, a array<int>, p map<string,int>, s struct<y:string>")
js("time patterns", '{"t":"02/01/2020 03:04","e":"02.01.2020"}\n', {"timestampFormat": "dd/MM/yyyy HH:mm", "dateFormat": "dd.MM.yyyy"}, "t timestamp, e date")
js("times are text when inferred", '{"t":"2020-01-02T03:04:05Z"}\n')
js("times are inferred on request", '{"t":"2020-01-02T03:04:05Z"}\n', {"inferTimestamp": "true"})
js("empty objects", '{}\n{"a":{}}\n{"a":{}}\n')
js("nulls only", '{"a":null,"b":[null]}\n')
js("field dropped if all null", '{"a":null,"b":[],"c":1}\n', {"dropFieldIfAllNull": "true"})
js("partition folders", {"k=1/p.json": '{"a":1}\n', "k=2/p.json": '{"b":2}\n'})
js("an empty file", {"1.json": "", "2.json": '{"a":1}\n'})
js("a bad nested value", '{"s":{"a":"x","b":2},"l":[1,"x",3]}\n', {}, "s struct<a:int,b:int>, l array<int>")

# text
case("lines", "text", "a\nb\r\n\nc")
case("whole text", "text", {"1": "a\nb\n"}, {"wholetext": "true"})
case("line separator", "text", "a;b;\nc", {"lineSep": ";"})
case("text in partitions", "text", {"k=1/x": "a\n", "k=2/x": "b\n"})


def orc(name, build, options=None, schema=None):
    case(name, "orc", build, options, schema)


orc_cases.cases(orc)


def plain(value):
    """A value as JSON that loses nothing: numbers as text, times as microseconds or days since 1970-01-01 UTC."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (list, tuple)) and not isinstance(value, Row):
        return [plain(item) for item in value]
    if isinstance(value, Row):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return sorted(([plain(k), plain(v)] for k, v in value.items()), key=lambda entry: str(entry[0]))
    if isinstance(value, datetime.datetime):
        delta = value - datetime.datetime(1970, 1, 1)
        return str((delta.days * 86400 + delta.seconds) * 1000000 + delta.microseconds)
    if isinstance(value, datetime.date):
        return str((value - datetime.date(1970, 1, 1)).days)
    if isinstance(value, float):
        return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(repr(value), repr(value))
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    return str(value)


def exact(field):
    """Times as numbers: Python has neither all years nor leaves the zone alone."""
    column = functions.col("`%s`" % field.name.replace("`", "``"))
    if isinstance(field.dataType, TimestampType):
        return functions.expr("unix_micros(`%s`)" % field.name.replace("`", "``"))
    return functions.datediff(column, functions.lit("1970-01-01").cast("date")) if isinstance(field.dataType, DateType) else column


def found(folder):
    """The files below a folder that are data."""
    paths = glob.glob(os.path.join(folder, "**"), recursive=True)
    files = [path for path in paths if os.path.isfile(path) and not os.path.basename(path).startswith((".", "_"))]
    return {os.path.relpath(path, folder): open(path, "rb").read() for path in sorted(files)}


def stored(content):
    return {"base64": base64.b64encode(content).decode("ascii")} if isinstance(content, bytes) else content


def run(spark, spec, folder):
    if callable(spec["files"]):
        spec["files"](spark, folder)
        spec["files"] = found(folder)
    for name, text in spec["files"].items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode("utf-8"))
    reader = spark.read.format(spec["format"]).options(**spec["options"])
    if spec["schema"]:
        reader = reader.schema(spec["schema"])
    stage = "load"
    try:
        frame = reader.load([os.path.join(folder, path).rstrip("/") for path in spec["paths"]])
        stage = "collect"
        rows = [[plain(value) for value in row] for row in frame.select(*[exact(field) for field in frame.schema]).collect()]
        return {"schema": frame.schema.simpleString(), "rows": rows}
    except Exception as error:  # what it is called is what is recorded
        text = str(error).split("\n")[0].replace(folder, "FOLDER")
        return {"error": type(error).__name__, "at": stage, "message": text[:300]}


def main():
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    target = os.path.join(HERE, "fixtures", "readCases.json")
    wanted = sys.argv[1:]
    with open(target, encoding="utf-8") as file:
        known = {(one["format"], one["name"]): one for one in json.load(file)}
    out = []
    for spec in CASES:
        label = "%s %s" % (spec["format"], spec["name"])
        if wanted and not any(text in label for text in wanted):
            out.append(known[spec["format"], spec["name"]])
            continue
        print(label, flush=True)
        folder = tempfile.mkdtemp()
        try:
            expected = run(spark, spec, folder)
            files = {name: stored(content) for name, content in spec["files"].items()}
            out.append(dict(spec, files=files, expected=expected))
        finally:
            shutil.rmtree(folder)
    with open(target, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(item, ensure_ascii=True) for item in out) + "\n]\n")
    spark.stop()


if __name__ == "__main__":
    main()
