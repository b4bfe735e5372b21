"""The process of one job: ``python -u -m graticule.driver``.

It is started before there is a job (imports take their time), asks the executor's gateway for one, runs its script and
reports how it ended. One process runs one script.
"""

import json
import os
import sys
import threading

from graticule import output, script, session
from graticule.connection import Connection


def main():
    """Connects, waits for the job, runs it; returns the exit code."""
    # Not for the script, nor for programs it starts.
    address = os.environ.pop('GRATICULE_GATEWAY')
    token = os.environ.pop('GRATICULE_GATEWAY_TOKEN')
    mark = os.environ.pop('GRATICULE_ERROR_MARK', None)
    host, _, port = address.rpartition(':')
    connection = Connection(host, int(port), token)

    import geoanalytics
    import pyspark
    from pyspark.sql.context import SQLContext
    from pyspark.sql.session import SparkSession

    output.install(mark)
    _end_with_executor()
    job = connection.get('/graticule/Job')
    os.environ['GRATICULE_JOB'] = job['jobId']
    running = session.start(connection, job['sessionId'])
    context = pyspark.SparkContext.getOrCreate()
    spark = SparkSession(context, session=running)
    try:
        names = {
            'spark': spark,
            'sc': context,
            'sqlContext': SQLContext(context, spark),
            'geoanalytics': geoanalytics,
            'pyspark': pyspark,
        }
        names.update(_inputs(running, spark))
        outcome, code, error = script.run(job['script'], names)
    except Exception as failure:
        outcome, code, error = script.RAISED, 1, 'the inputs of the job cannot be read: %s' % failure
    _flush()
    connection.post('/graticule/Exit', {'outcome': outcome, 'code': code, 'error': error})
    return code


def _end_with_executor():
    """The executor holds the other end of standard input: when it is gone, however it went, this process ends too."""
    watched = os.dup(0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)

    def watch():
        try:
            while os.read(watched, 4096):
                pass
        finally:
            os._exit(1)

    threading.Thread(target=watch, name='graticule-watch', daemon=True).start()


def _inputs(running, spark):
    inputs = running.job_inputs()
    layers = []
    if inputs.get('layers'):
        from graticule.layers import input_layers

        layers = input_layers(spark, inputs)
    return {'layers': layers, 'user_variables': json.loads(inputs.get('userVariablesJson') or '{}')}


def _flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            # The script may have closed or replaced it.
            pass


if __name__ == '__main__':
    sys.exit(main())
