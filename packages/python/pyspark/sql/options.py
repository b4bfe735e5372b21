"""Options of sources and targets: as text, by name, and as named parameters of the methods for one format."""

import functools
import inspect
import json

# Parameters of PySpark's methods that only set the option of their name, in its order.
_PLACES = 'pathGlobFilter recursiveFileLookup modifiedBefore modifiedAfter'
READ_OPTIONS = {
    'csv': (
        'sep encoding quote escape comment header inferSchema ignoreLeadingWhiteSpace ignoreTrailingWhiteSpace nullValue '
        'nanValue positiveInf negativeInf dateFormat timestampFormat maxColumns maxCharsPerColumn '
        'maxMalformedLogPerPartition mode columnNameOfCorruptRecord multiLine charToEscapeQuoteEscaping samplingRatio '
        'enforceSchema emptyValue locale lineSep ' + _PLACES + ' unescapedQuoteHandling'
    ),
    'json': (
        'primitivesAsString prefersDecimal allowComments allowUnquotedFieldNames allowSingleQuotes '
        'allowNumericLeadingZero allowBackslashEscapingAnyCharacter mode columnNameOfCorruptRecord dateFormat '
        'timestampFormat multiLine allowUnquotedControlChars lineSep samplingRatio dropFieldIfAllNull encoding locale '
        + _PLACES + ' allowNonNumericNumbers'
    ),
    'orc': 'mergeSchema ' + _PLACES,
    'text': 'lineSep ' + _PLACES,
}
WRITE_OPTIONS = {
    'csv': (
        'compression sep quote escape header nullValue escapeQuotes quoteAll dateFormat timestampFormat '
        'ignoreLeadingWhiteSpace ignoreTrailingWhiteSpace charToEscapeQuoteEscaping encoding emptyValue lineSep'
    ),
    'json': 'compression dateFormat timestampFormat lineSep encoding ignoreNullFields',
    'parquet': 'compression',
    'orc': 'compression',
    'text': 'compression lineSep',
}


def option_text(value):
    """An option as text: true and false for bool, JSON for dict and list."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    return str(value)


class Options(object):
    """Options by name without regard to case; None removes one."""

    def __init__(self):
        self._options = {}

    def option(self, key, value):
        """Sets one option."""
        if value is None:
            self._options.pop(key.lower(), None)
        else:
            self._options[key.lower()] = (key, option_text(value))
        return self

    def options(self, **options):
        """Sets several options."""
        for key, value in options.items():
            self.option(key, value)
        return self

    def _set(self, options):
        """Sets those that have a value."""
        return self.options(**{key: value for key, value in options.items() if value is not None})

    def _option_texts(self):
        return dict(self._options.values())


def with_parameters(names):
    """A decorator: the method's `**options` are parameters of these names, each None by default, as PySpark has them."""

    def decorate(method):
        own = [p for p in inspect.signature(method).parameters.values() if p.kind != inspect.Parameter.VAR_KEYWORD]
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        given = [inspect.Parameter(name, kind, default=None) for name in names.split()]
        signature = inspect.Signature(own + given)

        @functools.wraps(method)
        def call(*args, **kwargs):
            return method(**signature.bind(*args, **kwargs).arguments)

        call.__signature__ = signature
        return call

    return decorate
