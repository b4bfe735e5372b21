import { gpTaskJson, tasks } from '@graticule/geoanalytics';

/** A geoprocessing task as its resource describes it; clients need every key. */
export interface GpTask {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly category: string;
  readonly helpUrl: string;
  readonly executionType: 'esriExecutionTypeAsynchronous';
  readonly parameters: readonly GpParameter[];
}

export interface GpParameter {
  readonly name: string;
  readonly dataType: string;
  readonly displayName: string;
  readonly description: string;
  readonly direction: 'esriGPParameterDirectionInput' | 'esriGPParameterDirectionOutput';
  readonly defaultValue: unknown;
  readonly parameterType:
    'esriGPParameterTypeRequired' | 'esriGPParameterTypeOptional' | 'esriGPParameterTypeDerived';
  readonly category: string;
  readonly choiceList?: readonly string[];
}

/** RunPythonScript, the one task of the service. */
export const RUN_PYTHON_SCRIPT = runPythonScript();

function runPythonScript(): GpTask {
  const definition = tasks.find((task) => task.name === 'RunPythonScript');
  if (definition === undefined) throw new Error('The task RunPythonScript is not defined.');
  return gpTaskJson(definition) as unknown as GpTask;
}

/** Names of the task's input parameters. */
export const SCRIPT_INPUTS: readonly string[] = RUN_PYTHON_SCRIPT.parameters
  .filter((parameter) => parameter.direction === 'esriGPParameterDirectionInput')
  .map((parameter) => parameter.name);
