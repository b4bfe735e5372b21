/** The shape of a matrix with a cell for every pair of two numbers. */
export interface PairMatrix {
  readonly width: number;
  readonly cells: number;
}

export const NO_MATRIX: PairMatrix = { width: 0, cells: 0 };

/** Room for so many numbers on each side: the matrix itself when it has that, else one that leaves room to grow. */
export function coveringMatrix(matrix: PairMatrix, firsts: number, seconds: number): PairMatrix {
  if (seconds <= matrix.width && firsts * matrix.width <= matrix.cells) return matrix;
  const width = Math.max(matrix.width, powerOfTwo(seconds));
  return { width, cells: powerOfTwo(firsts) * width };
}

function powerOfTwo(atLeast: number): number {
  let power = 1;
  while (power < atLeast) power *= 2;
  return power;
}
