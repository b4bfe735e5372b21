"""Where the rows of a frame lie, and what is remembered on the way."""

from graticule import expressions as e
from graticule import relations as r
from graticule.compat import IS_SPARK_2_2
from pyspark.sql.column import Column, name_to_expression

_HINT_TYPES = (str, list, float, int)


class PartitionMethods(object):
    """Partitions, advice for the planner, checkpoints, measurements."""

    def repartition(self, numPartitions, *cols):
        """The rows in so many partitions, or by columns."""
        if isinstance(numPartitions, int):
            if not cols:
                return self._derive(r.repartitioned(self._relation, numPartitions, True))
            return self._derive(r.repartitioned_by(self._relation, self._column_expressions(cols), numPartitions))
        if not isinstance(numPartitions, (str, Column)):
            raise TypeError('numPartitions should be an int or Column')
        columns = self._column_expressions((numPartitions,) + cols)
        return self._derive(r.repartitioned_by(self._relation, columns, None))

    def repartitionByRange(self, numPartitions, *cols):
        """The rows in so many partitions by ranges of columns, which are ascending unless they are orders."""
        count = None
        if isinstance(numPartitions, int):
            if not cols:
                raise ValueError('At least one partition-by expression must be specified.')
            count = numPartitions
        elif isinstance(numPartitions, (str, Column)):
            cols = (numPartitions,) + cols
        else:
            raise TypeError('numPartitions should be an int, string or Column')
        orders = [e.as_sort_order(name_to_expression(col)) for col in cols]
        return self._derive(r.repartitioned_by(self._relation, orders, count))

    def coalesce(self, numPartitions):
        """The rows in at most so many partitions."""
        return self._derive(r.repartitioned(self._relation, numPartitions, False))

    def hint(self, name, *parameters):
        """Advice for the planner: `coalesce` and `repartition` are followed, how to join is chosen by size."""
        if len(parameters) == 1 and isinstance(parameters[0], list):
            parameters = parameters[0]
        if not isinstance(name, str):
            raise TypeError('name should be provided as str, got {0}'.format(type(name)))
        for parameter in parameters:
            if not isinstance(parameter, _HINT_TYPES):
                raise TypeError(
                    'all parameters should be {0}, got {1} of type {2}'.format(
                        'str' if IS_SPARK_2_2 else 'in %s' % (_HINT_TYPES,), parameter, type(parameter)
                    )
                )
        literals = [e.literal(parameter) for parameter in parameters if not isinstance(parameter, list)]
        return self._derive(r.hinted(self._relation, name, literals))

    def checkpoint(self, eager=True):
        """The same rows, computed once and kept; at once when `eager`."""
        return self._checkpointed(eager, local=False)

    def localCheckpoint(self, eager=True):
        """The same rows, computed once and kept; at once when `eager`."""
        return self._checkpointed(eager, local=True)

    def _checkpointed(self, eager, local):
        command = {'relation': self._relation, 'eager': bool(eager), 'local': local}
        for message in self._session.command({'checkpointCommand': command}):
            answer = message.get('checkpointCommandResult')
            if answer is not None:
                frame = self._plain(answer['relation']['relationId'])
                if eager:
                    frame.count()
                return frame
        raise RuntimeError('the engine did not answer the checkpoint')

    def observe(self, observation, *exprs):
        """The same frame; `observation.get` has the aggregates of its rows."""
        from pyspark.sql.observation import Observation

        assert isinstance(observation, Observation), 'observation should be Observation'
        return observation._on(self, *exprs)

    def withWatermark(self, eventTime, delayThreshold):
        """The same frame: without streams nothing is late."""
        if not eventTime or type(eventTime) is not str:
            raise TypeError('eventTime should be provided as a string')
        if not delayThreshold or type(delayThreshold) is not str:
            raise TypeError('delayThreshold should be provided as a string interval')
        return self._plain()

    def writeTo(self, table):
        """A stored table to write to; there are none, so every write says so."""
        from pyspark.sql.readwriter import DataFrameWriterV2

        return DataFrameWriterV2(self, table)
