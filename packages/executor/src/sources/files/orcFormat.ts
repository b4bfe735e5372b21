import { orcColumnar } from '../columnar/orcColumnar.js';
import { OrcConversionError, converted } from '../orc/orcConversion.js';
import { SourceError } from '../sourceError.js';
import { columnarFormat } from './columnarFormat.js';

/** ORC as `spark.read.orc` reads it. */
export const orcFormat = columnarFormat(
  () => orcColumnar,
  (column, to, file) => {
    try {
      return converted(column, to);
    } catch (error) {
      if (!(error instanceof OrcConversionError)) throw error;
      throw new SourceError('SOURCE_UNSUPPORTED', `${file.name}: ${error.message}`, { cause: error });
    }
  },
);
