"""Statistics and samples of a frame."""

import random
import sys

from graticule import expressions as e
from graticule.compat import IS_SPARK_2, IS_SPARK_2_2, NUMBERS, WRONG_KIND
from pyspark.sql.column import Column, name_to_expression
from pyspark.sql.types import ArrayType, DoubleType, StructField, StructType

__all__ = ['DataFrameStatFunctions']

# PySpark 2 has one text for both mistakes of an error.
_NOT_NEGATIVE = ' >= 0.' if IS_SPARK_2 else ''
_NUMERICAL = 'numerical (%s) ' % NUMBERS if IS_SPARK_2 else ''
_FLOAT_LISTS = StructType([StructField('approx_quantile', ArrayType(ArrayType(DoubleType())))])


class StatisticMethods(object):
    """What a frame can tell about its columns."""

    def describe(self, *cols):
        """Count, mean, standard deviation, least and largest value of columns, as text."""
        if len(cols) == 1 and isinstance(cols[0], list):
            cols = cols[0]
        return self._derive({'describe': {'input': self._relation, 'cols': list(cols)}})

    def summary(self, *statistics):
        """Statistics of all columns of numbers or text, as text: count, mean, stddev, min, max, percentiles ('25%')."""
        if len(statistics) == 1 and isinstance(statistics[0], list):
            statistics = statistics[0]
        return self._derive({'summary': {'input': self._relation, 'statistics': list(statistics)}})

    def corr(self, col1, col2, method=None):
        """Pearson's correlation of two columns."""
        _check_names(col1=col1, col2=col2)
        if (method or 'pearson') != 'pearson':
            raise ValueError(
                'Currently only the calculation of the Pearson Correlation coefficient is supported.'
            )
        return self._number('corr', {'col1': col1, 'col2': col2, 'method': 'pearson'})

    def cov(self, col1, col2):
        """Sample covariance of two columns."""
        _check_names(col1=col1, col2=col2)
        return self._number('cov', {'col1': col1, 'col2': col2})

    def _number(self, kind, detail):
        relation = {kind: dict(detail, input=self._relation)}
        return next(self._rows(relation, StructType([StructField(kind, DoubleType())])))[0]

    def crosstab(self, col1, col2):
        """How often the values of two columns meet: a row per value of the first, a column per value of the second."""
        _check_names(col1=col1, col2=col2)
        return self._derive({'crosstab': {'input': self._relation, 'col1': col1, 'col2': col2}})

    def approxQuantile(self, col, probabilities, relativeError):
        """Quantiles of a column, or a list of them for a list of columns."""
        if not isinstance(col, (str, list, tuple)):
            raise WRONG_KIND('col should be a string, list or tuple, but got %r' % type(col))
        names = [col] if isinstance(col, str) else list(col)
        for name in names:
            if not isinstance(name, str):
                raise WRONG_KIND('columns should be strings, but got %r' % type(name))
        if not isinstance(probabilities, (list, tuple)):
            raise WRONG_KIND('probabilities should be a list or tuple')
        for probability in probabilities:
            if not isinstance(probability, (float, int)) or not 0 <= probability <= 1:
                raise ValueError('probabilities should be numerical (%s) in [0,1].' % NUMBERS)
        if not isinstance(relativeError, (float, int)):
            raise WRONG_KIND('relativeError should be numerical (%s)%s' % (NUMBERS, _NOT_NEGATIVE))
        if relativeError < 0:
            raise ValueError('relativeError should be %s>= 0.' % _NUMERICAL)
        detail = {
            'input': self._relation,
            'cols': names,
            'probabilities': [float(probability) for probability in probabilities],
            'relativeError': float(relativeError),
        }
        quantiles = [values or [] for values in next(self._rows({'approxQuantile': detail}, _FLOAT_LISTS))[0]]
        return quantiles[0] if isinstance(col, str) else quantiles

    def freqItems(self, cols, support=None):
        """Values that make up at least `support` (0.01) of the rows, and maybe others: an array for every column."""
        if isinstance(cols, tuple):
            cols = list(cols)
        if not isinstance(cols, list):
            raise WRONG_KIND('cols must be a list or tuple of column names as strings.')
        detail = {'input': self._relation, 'cols': cols, 'support': float(support or 0.01)}
        return self._derive({'freqItems': detail})

    def sampleBy(self, col, fractions, seed=None):
        """Rows kept with the probability given for their value of `col`; values that are not given are dropped."""
        if not isinstance(col, (str, Column)):
            raise WRONG_KIND('col must be a string%s, but got %r' % ('' if IS_SPARK_2 else ' or a column', type(col)))
        if not isinstance(fractions, dict):
            raise WRONG_KIND('fractions must be a dict but got %r' % type(fractions))
        strata = []
        for key, fraction in fractions.items():
            if not isinstance(key, (float, int, str)):
                raise WRONG_KIND('key must be %s, or string, but got %r' % (NUMBERS, type(key)))
            strata.append({'stratum': e.literal(key)['literal'], 'fraction': float(fraction)})
        detail = {'input': self._relation, 'col': name_to_expression(col), 'fractions': strata}
        return self._derive({'sampleBy': dict(detail, seed=str(_seed(seed)))})

    def sample(self, withReplacement=None, fraction=None, seed=None):
        """About a fraction of the rows; `withReplacement` may be left out."""
        if IS_SPARK_2_2 and fraction is None:
            raise TypeError("sample() missing 1 required positional argument: 'fraction'")
        if isinstance(withReplacement, float):
            # sample(0.5, seed)
            withReplacement, fraction, seed = None, withReplacement, seed if fraction is None else fraction
        if not isinstance(fraction, float) or not isinstance(withReplacement, (bool, type(None))):
            given = [str(type(value)) for value in (withReplacement, fraction, seed) if value is not None]
            raise TypeError(
                'withReplacement (optional), fraction (required) and seed (optional) should be a bool, float and number; '
                'however, got [%s].' % ', '.join(given)
            )
        return self._derive(self._sampled(0.0, fraction, bool(withReplacement), _seed(seed)))

    def randomSplit(self, weights, seed=None):
        """The rows dealt out to several frames in the proportion of `weights`."""
        for weight in weights:
            if weight < 0.0:
                raise ValueError('Weights must be positive. Found weight value: %s' % weight)
        total, seed = float(sum(weights)), _seed(seed)
        frames, lower = [], 0.0
        for position, weight in enumerate(weights):
            # The last bound is exactly 1: no row may be lost to rounding.
            upper = 1.0 if position == len(weights) - 1 else lower + weight / total
            frames.append(self._derive(self._sampled(lower, upper, False, seed, True)))
            lower = upper
        return frames

    def _sampled(self, lower, upper, with_replacement, seed, deterministic=False):
        return {
            'sample': {
                'input': self._relation,
                'lowerBound': lower,
                'upperBound': upper,
                'withReplacement': with_replacement,
                'seed': str(seed),
                'deterministicOrder': deterministic,
            }
        }


class DataFrameStatFunctions(object):
    """`df.stat`."""

    # Where PySpark has it.
    __module__ = 'pyspark.sql.dataframe'

    def __init__(self, df):
        self.df = df

    def approxQuantile(self, col, probabilities, relativeError):
        """As `DataFrame.approxQuantile`."""
        return self.df.approxQuantile(col, probabilities, relativeError)

    def corr(self, col1, col2, method=None):
        """As `DataFrame.corr`."""
        return self.df.corr(col1, col2, method)

    def cov(self, col1, col2):
        """As `DataFrame.cov`."""
        return self.df.cov(col1, col2)

    def crosstab(self, col1, col2):
        """As `DataFrame.crosstab`."""
        return self.df.crosstab(col1, col2)

    def freqItems(self, cols, support=None):
        """As `DataFrame.freqItems`."""
        return self.df.freqItems(cols, support)

    def sampleBy(self, col, fractions, seed=None):
        """As `DataFrame.sampleBy`."""
        return self.df.sampleBy(col, fractions, seed)


def _check_names(**names):
    for parameter, name in sorted(names.items()):
        if not isinstance(name, str):
            raise WRONG_KIND('%s should be a string.' % parameter)


def _seed(seed):
    return random.randint(0, sys.maxsize) if seed is None else int(seed)
