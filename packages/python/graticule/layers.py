"""The input layers of a job."""

from graticule import wire_types
from pyspark.sql.dataframe import DataFrame


class InputLayer(DataFrame):
    """A DataFrame that also knows where it came from: ``layer['url']`` and ``layer['filter']``.

    A column of that name wins.
    """

    def __init__(self, relation_id, schema, spark, url, where):
        super(InputLayer, self).__init__(relation_id, schema, spark)
        self._source = {'url': url, 'filter': where}

    def __getitem__(self, item):
        if isinstance(item, str) and item in self._source and item not in self.columns:
            return self._source[item]
        return super(InputLayer, self).__getitem__(item)


def input_layers(spark, inputs):
    """The list `layers` from an answer of SessionService.JobInputs."""
    return [
        InputLayer(
            layer['relationId'], wire_types.from_wire(layer['schema']), spark, layer.get('url'), layer.get('filter')
        )
        for layer in inputs.get('layers', ())
    ]
