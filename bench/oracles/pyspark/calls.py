"""Programs that make calls, a line of a text each, and answer with what each gave, or with its error."""


def calls_of_frames(text, names_of, schema_of):
    """names_of(spark): what the calls may name. schema_of: the text of a frame's schema.

    Of errors of the engine the text is not their own.
    """

    def program(spark):
        names = names_of(spark)
        return [_outcome(line, names, schema_of) for line in text.strip().splitlines()]

    return program


def _outcome(call, names, schema_of):
    try:
        answer = eval(call, names)
        if hasattr(answer, 'collect') and hasattr(answer, 'schema'):
            answer = [schema_of(answer.schema), answer.collect()]
        return [call, repr(answer)]
    except Exception as error:
        engine = type(error).__name__ in ('AnalysisException', 'ParseException', 'Py4JJavaError')
        told = '' if engine else ': ' + str(error).split('\n')[0]
        return [call, type(error).__name__ + told]


def calls_of_columns(text, frame_and_names, chosen=True, shown=repr):
    """Of each Column its text, and its name, type and value in a frame of one row; or the error.

    frame_and_names(spark): the frame, and what the calls may name. chosen: whether Columns have a value. shown: the text
    of a Column.
    """

    def program(spark):
        frame, names = frame_and_names(spark)
        return [_column(line, names, frame if chosen else None, shown) for line in text.strip().splitlines()]

    return program


def _column(call, names, frame, shown):
    try:
        column = eval(call, dict(names))
    except Exception as error:
        return [call, '%s: %s' % (type(error).__name__, str(error).split('\n')[0])]
    answer = [call, shown(column)]
    if frame is None or type(column).__name__ != 'Column':
        return answer
    try:
        selected = frame.select(column)
        return answer + [selected.schema.simpleString(), repr(selected.collect())]
    except Exception as error:
        return answer + [type(error).__name__]
