"""Functions that only name themselves: one line each, with the number of columns they take."""

from graticule.functions.call import MODULE, call, column, columns, listed, literal


def _none(engine_name):
    def build():
        return call(engine_name)

    return build


def _one(engine_name):
    def build(col):
        return call(engine_name, column(col, engine_name))

    return build


def _two(engine_name):
    def build(col1, col2):
        return call(engine_name, column(col1), column(col2))

    return build


def _two_numbers(engine_name):
    def build(col1, col2):
        # Plain numbers stand for themselves here, names for columns.
        arguments = [
            literal(float(value)) if isinstance(value, (int, float)) else column(value)
            for value in (col1, col2)
        ]
        return call(engine_name, *arguments)

    return build


def _many(engine_name):
    def build(*cols):
        return call(engine_name, *columns(cols))

    return build


def _list(engine_name):
    def build(*cols):
        return call(engine_name, *columns(listed(cols)))

    return build


_BUILDERS = {0: _none, 1: _one, 2: _two, 'numbers': _two_numbers, None: _many, 'list': _list}

# By number of columns (None: any number, 'list': also as one list): lines of `python_name[=engine_name] doc`.
_TABLE = (
    (
        0,
        """
        monotonically_increasing_id Growing 64 bit ids: the partition in the upper bits, the row in the lower 33.
        spark_partition_id Number of the partition.
        input_file_name File a row was read from.
        current_date Date at the start of the query.
        current_timestamp Time at the start of the query.
        row_number Position inside the window partition, from 1.
        rank Rank with gaps after ties.
        dense_rank Rank without gaps.
        percent_rank Rank from 0 to 1.
        cume_dist Share of rows up to this one.
        """,
    ),
    (
        1,
        """
        isnan True for NaN.
        isnull True for null.
        abs Absolute value.
        sqrt Square root.
        exp Exponential.
        expm1 Exponential minus one.
        log2 Logarithm to base 2.
        log10 Logarithm to base 10.
        log1p Logarithm of one plus the value.
        cbrt Cube root.
        floor Largest integer not above.
        ceil Smallest integer not below.
        rint Nearest integer as a double, ties to even.
        signum Sign as a double.
        sin Sine of radians.
        cos Cosine of radians.
        tan Tangent of radians.
        asin Inverse sine in radians.
        acos Inverse cosine in radians.
        atan Inverse tangent in radians.
        sinh Hyperbolic sine.
        cosh Hyperbolic cosine.
        tanh Hyperbolic tangent.
        asinh Inverse hyperbolic sine.
        acosh Inverse hyperbolic cosine.
        atanh Inverse hyperbolic tangent.
        sec Secant.
        csc Cosecant.
        cot Cotangent.
        degrees Radians to degrees.
        radians Degrees to radians.
        factorial Factorial of 0 to 20.
        bin Binary digits.
        hex Hexadecimal digits.
        unhex Bytes of hexadecimal digits.
        bitwise_not=~ Bits inverted.
        crc32 Checksum of bytes.
        md5 MD5 as hexadecimal text.
        sha1 SHA-1 as hexadecimal text.
        length Length in characters.
        upper Upper case.
        lower Lower case.
        trim Without blanks at both ends.
        ltrim Without blanks at the start.
        rtrim Without blanks at the end.
        reverse Backwards.
        initcap First letter of every word in upper case.
        ascii Code of the first character.
        soundex Soundex code.
        base64 Base64 of bytes.
        unbase64 Bytes of base64.
        octet_length Length in bytes.
        bit_length Length in bits.
        year Year.
        quarter Quarter.
        month Month.
        dayofmonth Day of the month.
        dayofweek Day of the week, 1 is Sunday.
        dayofyear Day of the year.
        weekofyear ISO week.
        hour Hour.
        minute Minute.
        second Second.
        timestamp_seconds Timestamp of seconds since 1970-01-01 UTC.
        size Number of items; -1 for null.
        explode One row per item.
        posexplode One row per item with its position.
        explode_outer One row per item, one with null when there is none.
        posexplode_outer One row per item with its position, one with nulls when there is none.
        map_keys Keys.
        map_values Values.
        map_entries Keys and values as structs.
        map_from_entries Map of an array of structs.
        array_distinct Without repeated items.
        array_max Largest item.
        array_min Smallest item.
        flatten One array of arrays.
        shuffle Items in random order.
        sum Sum.
        avg Mean.
        mean=avg Mean.
        min Smallest value.
        max Largest value.
        stddev Sample standard deviation.
        stddev_samp Sample standard deviation.
        stddev_pop Population standard deviation.
        variance Sample variance.
        var_samp Sample variance.
        var_pop Population variance.
        skewness Skewness.
        kurtosis Excess kurtosis.
        collect_list All values.
        collect_set Distinct values.
        product Product.
        years Partitions of a table by year; only for `writeTo`.
        months Partitions of a table by month; only for `writeTo`.
        days Partitions of a table by day; only for `writeTo`.
        hours Partitions of a table by hour; only for `writeTo`.
        grouping 1 when the column is a total of cube or rollup.
        """,
    ),
    (
        2,
        """
        nanvl The first unless it is NaN, then the second.
        corr Pearson correlation.
        covar_pop Population covariance.
        covar_samp Sample covariance.
        array_intersect Items in both.
        array_union Items in one.
        array_except Items of the first that are not in the second.
        map_from_arrays Map of keys and values.
        """,
    ),
    (
        'numbers',
        """
        pow=power Power.
        hypot Length of the hypotenuse.
        atan2 Angle of a point (y, x) in radians.
        """,
    ),
    (
        'list',
        """
        array Array of the columns.
        struct Struct of the columns.
        create_map=map Map of alternating keys and values.
        """,
    ),
    (
        None,
        """
        coalesce First value that is not null.
        hash Murmur3 hash.
        xxhash64 xxHash64.
        concat Values joined; null when one is null.
        arrays_zip Array of structs from arrays.
        grouping_id Level of cube or rollup.
        """,
    ),
)


def named_functions():
    """All functions of the table by Python name."""
    functions = {}
    for arity, lines in _TABLE:
        for line in lines.strip().splitlines():
            names, _, doc = line.strip().partition(' ')
            python_name, _, engine_name = names.partition('=')
            function = _BUILDERS[arity](engine_name or python_name)
            function.__name__ = function.__qualname__ = python_name
            function.__module__ = MODULE
            function.__doc__ = doc
            functions[python_name] = function
    return functions
