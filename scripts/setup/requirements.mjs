/**
 * What is installed into the Python environment, by Python version: ranges for which ready-made wheels exist. The first
 * entry whose `minor` is reached counts (3.`minor` and later, until the next entry).
 */
const RANGES = [
  { minor: 10, numpy: '>=1.26,<3', pandas: '>=2.2,<3', pyarrow: '>=17', cloudpickle: '>=3,<4' },
  { minor: 9, numpy: '>=1.26,<2.1', pandas: '>=2.2,<2.4', pyarrow: '>=17,<22', cloudpickle: '>=3,<4' },
  { minor: 8, numpy: '>=1.24,<1.25', pandas: '>=2.0,<2.1', pyarrow: '>=14,<18', cloudpickle: '>=3,<4' },
  { minor: 7, numpy: '>=1.21,<1.22', pandas: '>=1.3,<1.4', pyarrow: '>=10,<13', cloudpickle: '>=2.2,<3' },
  { minor: 6, numpy: '==1.19.5', pandas: '==1.1.5', pyarrow: '==6.0.1', cloudpickle: '==2.2.1' },
];

/** pip of Python 3.6 and 3.7 is too old to know today's wheel names; this one still runs on both. */
export const OLD_PYTHON_PIP = 'pip==21.3.1';

/** The pip requirements for a Python version [3, minor, patch], for example `numpy==1.19.5`. */
export function requirementsFor(version) {
  const range = RANGES.find(({ minor }) => version[1] >= minor);
  if (range === undefined) throw new Error(`Python ${version.join('.')} is too old; expected 3.6 or later`);
  return ['numpy', 'pandas', 'pyarrow', 'cloudpickle'].map((name) => `${name}${range[name]}`);
}
