/** Built-in functions that SQL text got after Spark 2.2, by the version that brought them. Operators and special forms are left out. */
const LATER: Readonly<Record<string, string>> = {
  '2.3': 'bit_length char chr cot date_trunc dayofweek octet_length uuid',
  '2.4':
    'aggregate array_distinct array_except array_intersect array_join array_max array_min array_position array_remove ' +
    'array_repeat array_sort array_union arrays_overlap arrays_zip cardinality element_at flatten map_concat ' +
    'map_from_arrays map_from_entries schema_of_json sequence shuffle slice transform weekday zip_with',
  '3.0':
    'acosh asinh atanh bit_and bit_count bit_or bit_xor bool_and bool_or count_if date_part from_csv make_date ' +
    'make_interval make_timestamp map_entries map_filter map_zip_with max_by min_by schema_of_csv to_csv transform_keys ' +
    'transform_values typeof version xxhash64',
  '3.1':
    'current_catalog current_timezone date_from_unix_date json_array_length json_object_keys nth_value raise_error ' +
    'regexp_extract_all timestamp_micros timestamp_millis timestamp_seconds unix_date unix_micros unix_millis ' +
    'unix_seconds width_bucket',
  '3.2':
    'bit_get btrim current_user getbit make_dt_interval make_ym_interval regexp_like session_window try_add try_divide',
  '3.3':
    'aes_decrypt aes_encrypt array_agg array_size csc histogram_numeric map_contains_key regr_avgx regr_avgy regr_count ' +
    'regr_r2 sec split_part to_binary to_number try_avg try_element_at try_multiply try_subtract try_sum try_to_binary ' +
    'try_to_number',
  // Only functions of the DataFrame.
  'not in SQL': 'product',
  '3.4':
    'any_value curdate current_schema date_diff dateadd datepart len median mid mode reduce regr_intercept regr_slope ' +
    'regr_sxx regr_sxy regr_syy',
};

/** As LATER, but sessions that follow an earlier Spark may name them all the same: other words of the language are like them. */
const TAKEN_BEFORE: Readonly<Record<string, string>> = {
  '2.3': 'char_length character_length left position replace right',
  '2.4': 'exists filter',
  '3.0': 'any every extract forall overlay random some',
  '3.3': 'contains endswith ilike startswith',
};

const byName = (versions: Readonly<Record<string, string>>): Map<string, string> =>
  new Map(
    Object.entries(versions).flatMap(([version, names]) => names.split(' ').map((name) => [name, version])),
  );

const refused = byName(LATER);
const since = new Map([...refused, ...byName(TAKEN_BEFORE)]);

/** Names that the parser and calls of a DataFrame use, and Spark has no such function. */
const UNNAMED = new Set(
  'add subtract multiply divide bitwise_not eqnullsafe getitem likeall likeany notlikeall notlikeany'.split(
    ' ',
  ),
);

/** Whether that Spark lists a function or operator of that name (lower case) that the registry has. */
export function isListed(name: string, version: string): boolean {
  return !UNNAMED.has(name) && (since.get(name) ?? version) <= version;
}

/** The Spark that brought the built-in function of that name (lower case), when that was after 2.2. */
export function introducedIn(name: string): string | undefined {
  return since.get(name);
}

/** Whether text of a session that follows that Spark (`2.2`, `2.4` ...) cannot name the function (lower case). */
export function cameAfter(name: string, version: string): boolean {
  const first = refused.get(name);
  return first !== undefined && first > version;
}
