import datetime
import unittest

from py4j.protocol import Py4JJavaError
from pyspark.sql import Window
from pyspark.sql import functions as f
from pyspark.sql.functions import col, expr, lit, when
from pyspark.sql.types import DecimalType, DoubleType
from pyspark.sql.utils import IllegalArgumentException


def name(text):
    return {'unresolvedAttribute': {'unparsedIdentifier': text}}


def call(function, *arguments):
    return {'unresolvedFunction': {'functionName': function, 'arguments': list(arguments)}}


def integer(value):
    return {'literal': {'integer': value}}


class ColumnTest(unittest.TestCase):
    def test_operators_are_function_calls(self):
        a = col('a')
        for column, expected in [
            (a + 1, call('+', name('a'), integer(1))),
            (1 - a, call('-', integer(1), name('a'))),
            (2 ** a, call('power', integer(2), name('a'))),
            (-a % a, call('%', call('negative', name('a')), name('a'))),
            (a == 'x', call('==', name('a'), {'literal': {'string': 'x'}})),
            (a != 1, call('not', call('==', name('a'), integer(1)))),
            ((a > 1) & ~(a < 2), call('and', call('>', name('a'), integer(1)), call('not', call('<', name('a'), integer(2))))),
            (a.isin(1, 2), call('in', name('a'), integer(1), integer(2))),
            (a.isin([1, 2]), call('in', name('a'), integer(1), integer(2))),
            (a.between(1, 2), call('and', call('>=', name('a'), integer(1)), call('<=', name('a'), integer(2)))),
            (a.substr(1, 3), call('substring', name('a'), integer(1), integer(3))),
            (a[0:3], call('substring', name('a'), integer(0), integer(3))),
        ]:
            self.assertEqual(column._expression, expected)

    def test_literals_have_the_types_of_spark(self):
        for value, expected in [
            (1, {'integer': 1}),
            (1 << 31, {'long': '2147483648'}),
            (-(1 << 31), {'integer': -2147483648}),
            (1.5, {'double': 1.5}),
            (float('-inf'), {'double': '-Infinity'}),
            (True, {'boolean': True}),
            (None, {'null': {'null': {}}}),
            (datetime.date(1970, 1, 2), {'date': 1}),
            (datetime.datetime(1970, 1, 1, 0, 0, 1), {'timestamp': '1000000'}),
            (b'\x00', {'binary': 'AA=='}),
        ]:
            self.assertEqual(lit(value)._expression, {'literal': expected})
        with self.assertRaises(ValueError):
            lit(1 << 63)
        with self.assertRaises(Py4JJavaError):
            lit([1])
        with self.assertRaises(AttributeError):
            lit(1j)

    def test_decimal_literals_keep_their_digits(self):
        from decimal import Decimal

        for text, precision, scale in [('1.50', 3, 2), ('0.001', 3, 3), ('-12', 2, 0), ('0', 1, 0)]:
            literal = lit(Decimal(text))._expression['literal']['decimal']
            self.assertEqual(literal, {'value': text, 'precision': precision, 'scale': scale})
        literal = lit(Decimal('1E+3'))._expression['literal']['decimal']
        self.assertEqual(literal, {'value': '1000', 'precision': 4, 'scale': 0})

    def test_nested_access(self):
        extract = col('g')['x']._expression
        self.assertEqual(
            extract, {'unresolvedExtractValue': {'child': name('g'), 'extraction': {'literal': {'string': 'x'}}}}
        )
        self.assertEqual(col('g').getField('x')._expression, extract)
        self.assertEqual(col('g').x._expression, extract)
        self.assertEqual(
            col('a').getItem(0)._expression['unresolvedExtractValue']['extraction'], integer(0)
        )

    def test_alias_carries_metadata(self):
        metadata = {'geometry': {'type': 'point'}}
        alias = f.struct([col('lon').cast('double').alias('x')]).alias('$geometry', metadata=metadata)
        self.assertEqual(alias._expression['alias']['name'], ['$geometry'])
        self.assertEqual(alias._expression['alias']['metadata'], '{"geometry": {"type": "point"}}')
        with self.assertRaisesRegex(AssertionError, 'Unexpected kwargs'):
            col('a').alias('b', wrong=1)

    def test_cases_grow_branch_by_branch(self):
        case = when(col('a') > 1, 'x').when(col('a') > 0, 'y')
        self.assertEqual(len(case._expression['unresolvedFunction']['arguments']), 4)
        done = case.otherwise(None)
        self.assertEqual(len(done._expression['unresolvedFunction']['arguments']), 5)
        for wrong in (lambda: col('a').when(col('b'), 1), lambda: done.when(col('b'), 1), lambda: done.otherwise(1)):
            self.assertRaises(IllegalArgumentException, wrong)

    def test_orders(self):
        for column, direction, nulls in [
            (col('a').asc(), 'ASCENDING', 'FIRST'),
            (col('a').desc(), 'DESCENDING', 'LAST'),
            (col('a').desc_nulls_first(), 'DESCENDING', 'FIRST'),
            (f.asc_nulls_last('a'), 'ASCENDING', 'LAST'),
        ]:
            order = column._expression['sortOrder']
            self.assertEqual(order['direction'], 'SORT_DIRECTION_' + direction)
            self.assertEqual(order['nullOrdering'], 'SORT_NULLS_' + nulls)

    def test_columns_have_no_truth_and_no_items(self):
        for wrong in (lambda: bool(col('a')), lambda: 1 in col('a')):
            self.assertRaises(ValueError, wrong)
        with self.assertRaises(TypeError):
            list(col('a'))

    def test_windows(self):
        window = Window.partitionBy('a', 'b').orderBy(col('t').desc()).rowsBetween(Window.unboundedPreceding, 0)
        node = f.row_number().over(window)._expression['window']
        self.assertEqual(node['windowFunction'], call('row_number'))
        self.assertEqual(node['partitionSpec'], [name('a'), name('b')])
        self.assertEqual(
            node['frameSpec'],
            {'frameType': 'FRAME_TYPE_ROW', 'lower': {'unbounded': True}, 'upper': {'currentRow': True}},
        )
        bounds = Window().partitionBy(['a']).rangeBetween(-5, Window.unboundedFollowing)._frame
        self.assertEqual((bounds['lower'], bounds['upper']), ({'value': {'literal': {'long': '-5'}}}, {'unbounded': True}))

    def test_repr_is_the_text_of_spark(self):
        for column, text in [
            (col('a') + 1, "Column<'(a + 1)'>"),
            (~(col('$geometry.x') > lit(1.5)), "Column<'(NOT ($geometry.x > 1.5))'>"),
            (f.sum('v').alias('total'), "Column<'sum(v) AS total'>"),
            (f.countDistinct('a', 'b'), "Column<'count(a, b)'>"),
            (col('a').cast(DecimalType(10, 2)), "Column<'CAST(a AS DECIMAL(10,2))'>"),
            (when(col('a').isNull(), 'x').otherwise('y'), "Column<'CASE WHEN (a IS NULL) THEN x ELSE y END'>"),
            (col('a').isin(1, 2), "Column<'(a IN (1, 2))'>"),
            (col('a').desc(), "Column<'a DESC NULLS LAST'>"),
            (f.lag('a').over(Window.orderBy('t')), "Column<'lag(a, 1, NULL) OVER (ORDER BY t ASC NULLS FIRST unspecifiedframe$())'>"),
            (expr('a + 1'), "Column<'a + 1'>"),
            (lit(None), "Column<'NULL'>"),
            (lit(True), "Column<'true'>"),
        ]:
            self.assertEqual(repr(column), text)


class FunctionsTest(unittest.TestCase):
    def test_repr_of_changed_fields_is_the_text_of_spark(self):
        for column, expected in [
            (col('s').withField('a', lit(1)), 'update_fields(s, WithField(1))'),
            (col('s').withField('a.b', lit('q')), 'update_fields(s, WithField(update_fields(s.a, WithField(q))))'),
            (col('s').dropFields('a', 'b'), 'update_fields(update_fields(s))'),
        ]:
            self.assertEqual(repr(column), "Column<'%s'>" % expected)

    def test_repr_of_a_long_chain_is_not_limited_by_the_depth_of_calls(self):
        chain = col('a')
        for i in range(10000):
            chain = chain + i
        terms = ''.join(' + %d)' % i for i in range(10000))
        self.assertEqual(repr(chain), "Column<'%sa%s'>" % ('(' * 10000, terms))

    def test_a_star_is_counted_as_rows(self):
        self.assertEqual(f.count('*')._expression, call('count', integer(1)))

    def test_functions_of_later_versions_are_there_but_not_in_star_imports(self):
        self.assertEqual(f.nvl('a', lit(1))._expression, call('nvl', name('a'), integer(1)))
        self.assertEqual(f.btrim('a')._expression, call('btrim', name('a')))
        self.assertEqual(f.elt(lit(2), 'a', 'b')._expression, call('elt', integer(2), name('a'), name('b')))
        self.assertEqual(f.dateadd('d', 3)._expression, call('dateadd', name('d'), integer(3)))
        self.assertEqual(
            f.percentile('a', [0.5])._expression,
            call('percentile', name('a'), call('array', {'literal': {'double': 0.5}}), integer(1)),
        )
        self.assertNotIn('nvl', f.__all__)
        with self.assertRaisesRegex(TypeError, 'missing a required argument'):
            f.nvl('a')

    def test_lists_and_arguments_are_the_same(self):
        self.assertEqual(f.struct(['a', 'b'])._expression, f.struct('a', 'b')._expression)
        self.assertEqual(f.create_map('a', 'b')._expression, call('map', name('a'), name('b')))

    def test_plain_values_are_literals_and_names_are_columns(self):
        self.assertEqual(f.date_add('d', 3)._expression, call('date_add', name('d'), integer(3)))
        self.assertEqual(f.round('x', 3)._expression, call('round', name('x'), integer(3)))
        self.assertEqual(
            f.concat_ws('-', 'a', col('b'))._expression,
            call('concat_ws', {'literal': {'string': '-'}}, name('a'), name('b')),
        )
        self.assertEqual(f.pow('a', 2)._expression, call('power', name('a'), {'literal': {'double': 2.0}}))
        self.assertEqual(f.first('a')._expression, call('first', name('a')))
        self.assertEqual(
            f.first('a', True)._expression, call('first', name('a'), {'literal': {'boolean': True}})
        )

    def test_functions_of_columns_become_lambdas_with_variables_of_their_own(self):
        outer = f.transform('a', lambda x: f.exists('b', lambda y: y == x))._expression
        lambda_ = outer['unresolvedFunction']['arguments'][1]['lambdaFunction']
        (variable,) = lambda_['arguments']
        inner = lambda_['function']['unresolvedFunction']['arguments'][1]['lambdaFunction']
        self.assertNotEqual(inner['arguments'][0], variable)
        compared = inner['function']['unresolvedFunction']['arguments']
        self.assertEqual(compared[1], {'unresolvedNamedLambdaVariable': variable})
        with self.assertRaisesRegex(ValueError, 'f should return Column, got'):
            f.filter('a', lambda x: True)
        with self.assertRaisesRegex(ValueError, 'f should take between 1 and 3 arguments, but provided function takes 4'):
            f.transform('a', lambda a, b, c, d: a)

    def test_a_star_import_replaces_builtins_as_in_pyspark(self):
        self.assertTrue({'sum', 'min', 'max', 'abs', 'round', 'col', 'hash'} <= set(f.__all__))
        self.assertFalse([name for name in f.__all__ if name.startswith('_') or name in ('named_functions', 'literal')])

    def test_python_functions_are_said_to_be_missing(self):
        with self.assertRaisesRegex(NotImplementedError, 'functions.udf is not supported yet by Graticule'):
            f.udf(lambda x: x)

    def test_wrong_arguments_are_named(self):
        with self.assertRaisesRegex(TypeError, 'not a string or column: 1'):
            f.upper(1)

    def test_text_of_windows_of_time_has_microseconds(self):
        for column, text in [
            (f.window('t', '10 minutes'), 'window(t, 600000000, 600000000, 0) AS window'),
            (f.window('t', '1 day', '6 hours', '5 seconds'), 'window(t, 86400000000, 21600000000, 5000000) AS window'),
            (f.window('t', 'interval 1 hour 30 minutes'), 'window(t, 5400000000, 5400000000, 0) AS window'),
            (f.window('t', 'a while'), 'window(t, a while, a while, 0) AS window'),
            (f.session_window('t', '10 minutes'), 'sessionwindow(t, 10 minutes) AS session_window'),
        ]:
            self.assertEqual(repr(column), "Column<'%s'>" % text)

    def test_assert_true_tells_the_condition(self):
        a = col('a')
        for condition, text in [
            (a, "'a"),
            (a > 0, "('a > 0)"),
            (~(a > 0), "NOT ('a > 0)"),
            (a.isNotNull() & a.isNull(), "(isnotnull('a) AND isnull('a))"),
            (a.isin(7, 8), "'a IN (7,8)"),
            (a.cast('int') == 2, "(cast('a as int) = 2)"),
            (a.contains('x') | a.startswith('y'), "(Contains('a, x) OR StartsWith('a, y))"),
            (f.length('a') > 0, "(length('a) > 0)"),
        ]:
            message = f.assert_true(condition)._expression['unresolvedFunction']['arguments'][1]
            self.assertEqual(message, {'literal': {'string': "'%s' is not true!" % text}})
