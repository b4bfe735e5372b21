import type { ToolDefinition } from './definition.js';

/** The task that clients submit. Its parameters are read by the REST door; it is not a tool inside scripts. */
export const runPythonScript: ToolDefinition = {
  name: 'RunPythonScript',
  function: 'run_python_script',
  displayName: 'Run Python Script',
  category: 'Run Script',
  description:
    'Runs a Python script with geoanalytics tools and pyspark on the server. What the script prints becomes job ' +
    'messages; what it writes becomes hosted layers.',
  parameters: [
    {
      name: 'pythonScript',
      type: 'string',
      required: true,
      default: null,
      description: 'The whole script as text.',
    },
    {
      name: 'inputLayers',
      type: 'json',
      required: false,
      default: null,
      description:
        'Layers the script finds in `layers`, in this order: [{"url": ..., "filter": ..., "serviceToken": ...}] or ' +
        'feature collections {"layerDefinition": ..., "featureSet": ...}.',
    },
    {
      name: 'userVariables',
      type: 'json',
      required: false,
      default: null,
      description: 'A JSON object that the script finds as the dictionary `user_variables`.',
    },
    {
      name: 'context',
      type: 'json',
      required: false,
      default: null,
      description: 'Accepted for compatibility and ignored.',
    },
  ],
  outputs: [],
};
