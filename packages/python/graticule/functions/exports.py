"""Which names `from pyspark.sql.functions import *` brings: a script relies on the builtins that it does not."""

from graticule.compat import IS_SPARK_2, SPARK_VERSION

# Names that 2.2 did not have, by the release that brought them.
_SINCE = (
    ('2.3', 'date_trunc dayofweek explode_outer map_keys map_values pandas_udf posexplode_outer'),
    (
        '2.4',
        'PandasUDFType array_distinct array_except array_intersect array_join array_max array_min array_position '
        'array_remove array_repeat array_sort array_union arrays_overlap arrays_zip asc_nulls_first asc_nulls_last '
        'desc_nulls_first desc_nulls_last element_at flatten map_concat map_from_arrays map_from_entries '
        'schema_of_json sequence shuffle slice',
    ),
    (
        '3.0',
        'acosh aggregate asinh assert_true atanh bit_length bitwise_not bucket cot count_distinct csc days exists '
        'filter forall from_csv hours make_date map_entries map_filter map_zip_with max_by min_by months nth_value '
        'octet_length overlay percentile_approx product raise_error schema_of_csv sec sentences session_window '
        'shiftleft shiftright shiftrightunsigned sum_distinct timestamp_seconds to_csv transform transform_keys '
        'transform_values xxhash64 years zip_with',
    ),
)


def exported(names, own):
    """The names to export of all public ones. Spark 2 exports `own`, its functions; Spark 3 what it imports too."""
    if not IS_SPARK_2:
        return sorted(names)
    later = set(name for since, text in _SINCE if since > SPARK_VERSION[:3] for name in text.split())
    return sorted(set(own) - later)
