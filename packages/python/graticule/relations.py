"""Relations as Spark Connect messages in proto3 JSON."""

from graticule.compat import IS_SPARK_2

_JOIN_TYPES = {
    'inner': 'INNER', 'cross': 'CROSS', 'outer': 'FULL_OUTER', 'full': 'FULL_OUTER', 'fullouter': 'FULL_OUTER',
    'left': 'LEFT_OUTER', 'leftouter': 'LEFT_OUTER', 'right': 'RIGHT_OUTER', 'rightouter': 'RIGHT_OUTER',
    'semi': 'LEFT_SEMI', 'leftsemi': 'LEFT_SEMI', 'anti': 'LEFT_ANTI', 'leftanti': 'LEFT_ANTI',
}

if IS_SPARK_2:
    # 3.0 brought the short words, and tells the spellings with underscores too.
    del _JOIN_TYPES['semi'], _JOIN_TYPES['anti']
    _JOIN_SPELLINGS = 'inner outer full fullouter leftouter left rightouter right leftsemi leftanti cross'
else:
    _JOIN_SPELLINGS = (
        'inner outer full fullouter full_outer leftouter left left_outer rightouter right right_outer leftsemi left_semi '
        'semi leftanti left_anti anti cross'
    )


def registered(relation_id):
    """A relation the coordinator already knows. Numeric ids double as the plan id that `df.column` refers to."""
    node = {'cachedRemoteRelation': {'relationId': relation_id}}
    if relation_id.isdigit():
        node['common'] = {'planId': relation_id}
    return node


def read(format_name, paths, options, schema=None, predicates=()):
    """A data source; option values are text. `predicates` are conditions that each read a part of a database table."""
    source = {'options': dict(options), 'paths': list(paths)}
    if format_name:
        source['format'] = format_name
    if schema:
        source['schema'] = schema
    if predicates:
        source['predicates'] = list(predicates)
    return {'read': {'dataSource': source}}


def table(name):
    """A temporary view or table."""
    return {'read': {'namedTable': {'unparsedIdentifier': name}}}


def sql(query):
    """A query as text."""
    return {'sql': {'query': query}}


def integers(start, end, step, partitions):
    """One column `id` from start (inclusive) to end (exclusive)."""
    node = {'start': str(start), 'end': str(end), 'step': str(step)}
    if partitions is not None:
        node['numPartitions'] = partitions
    return {'range': node}


def project(source, expressions):
    """Columns of the source."""
    return {'project': {'input': source, 'expressions': list(expressions)}}


def filtered(source, condition):
    """Rows for which the condition is true."""
    return {'filter': {'input': source, 'condition': condition}}


def with_columns(source, aliases):
    """Added or replaced columns; `aliases` are alias expressions."""
    return {'withColumns': {'input': source, 'aliases': [node['alias'] for node in aliases]}}


def renamed(source, pairs):
    """Columns with new names; `pairs` of old and new."""
    renames = [{'colName': old, 'newColName': new} for old, new in pairs]
    return {'withColumnsRenamed': {'input': source, 'renames': renames}}


def dropped(source, names, expressions):
    """The source without the columns named literally or given as expressions."""
    node = {'input': source}
    if names:
        node['columnNames'] = list(names)
    if expressions:
        node['columns'] = list(expressions)
    return {'drop': node}


def with_names(source, names):
    """All columns renamed by position."""
    return {'toDf': {'input': source, 'columnNames': list(names)}}


def aliased(source, name):
    """A qualifier for the columns."""
    return {'subqueryAlias': {'input': source, 'alias': name}}


def aggregate(source, keys, aggregates, kind='GROUPBY', pivot=None):
    """Groups by `keys`; `kind` is GROUPBY, ROLLUP, CUBE or PIVOT."""
    node = {
        'input': source,
        'groupType': 'GROUP_TYPE_' + kind,
        'groupingExpressions': list(keys),
        'aggregateExpressions': list(aggregates),
    }
    if pivot:
        node['pivot'] = pivot
    return {'aggregate': node}


def sort(source, orders, everywhere=True):
    """Ordered rows; `everywhere` False sorts inside each partition only."""
    return {'sort': {'input': source, 'order': [order['sortOrder'] for order in orders], 'isGlobal': everywhere}}


def limit(source, count):
    """The first rows."""
    return {'limit': {'input': source, 'limit': count}}


def tail(source, count):
    """The last rows."""
    return {'tail': {'input': source, 'limit': count}}


def join(left, right, how, condition=None, using=()):
    """A join by condition or by names; `how` in any spelling of PySpark. Raises IllegalArgumentException for others."""
    word = how.lower().replace('_', '')
    if word not in _JOIN_TYPES:
        from pyspark.sql.utils import IllegalArgumentException

        raise IllegalArgumentException(
            "Unsupported join type '%s'. Supported join types include: %s"
            % (how, ', '.join("'%s'" % name for name in _JOIN_SPELLINGS.split()) + '.')
        )
    node = {'left': left, 'right': right, 'joinType': 'JOIN_TYPE_' + _JOIN_TYPES[word]}
    if condition is not None:
        node['joinCondition'] = condition
    if using:
        node['usingColumns'] = list(using)
    return {'join': node}


def set_operation(kind, left, right, keep_all, by_name=False, allow_missing=False):
    """UNION, INTERSECT or EXCEPT."""
    return {
        'setOp': {
            'leftInput': left,
            'rightInput': right,
            'setOpType': 'SET_OP_TYPE_' + kind,
            'isAll': keep_all,
            'byName': by_name,
            'allowMissingColumns': allow_missing,
        }
    }


def deduplicated(source, names):
    """Distinct rows; by some columns when `names` is given."""
    node = {'input': source}
    if names is None:
        node['allColumnsAsKeys'] = True
    else:
        node['columnNames'] = list(names)
    return {'deduplicate': node}


def repartitioned(source, count, shuffle):
    """The same rows in `count` partitions."""
    return {'repartition': {'input': source, 'numPartitions': count, 'shuffle': shuffle}}


def repartitioned_by(source, expressions, count):
    """The same rows, equal keys in one partition."""
    node = {'input': source, 'partitionExprs': list(expressions)}
    if count is not None:
        node['numPartitions'] = count
    return {'repartitionByExpression': node}


def hinted(source, name, parameters):
    """Advice for the planner; parameters are expressions."""
    return {'hint': {'input': source, 'name': name, 'parameters': parameters}}


def shown(source, rows, truncate, vertical):
    """One row with the text of `show`."""
    return {'showString': {'input': source, 'numRows': rows, 'truncate': truncate, 'vertical': vertical}}


def tool(name, inputs, parameters_json, output, run_id):
    """One output of one run of a geoanalytics tool."""
    return {
        'extension': {
            '@type': 'type.googleapis.com/graticule.v1.ToolRelation',
            'tool': name,
            'inputs': inputs,
            'parametersJson': parameters_json,
            'output': output,
            'runId': run_id,
        }
    }
