import { gpTaskJson, tasks, type GpTask } from '@graticule/geoanalytics';

/** RunPythonScript, the one task of the service. */
export const RUN_PYTHON_SCRIPT = runPythonScript();

function runPythonScript(): GpTask {
  const definition = tasks.find((task) => task.name === 'RunPythonScript');
  if (definition === undefined) throw new Error('The task RunPythonScript is not defined.');
  return gpTaskJson(definition);
}

/** Names of the task's parameters, all of them inputs. */
export const SCRIPT_INPUTS: readonly string[] = RUN_PYTHON_SCRIPT.parameters.map(({ name }) => name);
