/** A square matrix by rows, small: as many rows as the model has shared terms. */
export type Matrix = readonly (readonly number[])[];

/** Lower triangular factor of a positive definite matrix (Cholesky). */
export function factorise(matrix: Matrix): Matrix {
  const factor: number[][] = [];
  for (const [row, values] of matrix.entries()) {
    const line: number[] = [];
    for (let column = 0; column <= row; column += 1) {
      const other = column === row ? line : (factor[column] ?? []);
      let rest = values[column] ?? 0;
      for (let index = 0; index < column; index += 1) rest -= (line[index] ?? 0) * (other[index] ?? 0);
      line.push(column === row ? Math.sqrt(Math.max(rest, Number.MIN_VALUE)) : rest / (other[column] ?? 1));
    }
    factor.push(line);
  }
  return factor;
}

/** Solves L x = b for a lower triangular L. */
export function solveLower(factor: Matrix, values: readonly number[]): number[] {
  const solution: number[] = [];
  for (const [row, line] of factor.entries()) {
    let rest = values[row] ?? 0;
    for (let index = 0; index < row; index += 1) rest -= (line[index] ?? 0) * (solution[index] ?? 0);
    solution.push(rest / (line[row] ?? 1));
  }
  return solution;
}

/** Solves Lᵀ x = b for a lower triangular L. */
export function solveUpper(factor: Matrix, values: readonly number[]): number[] {
  const solution = [...values];
  for (let row = factor.length - 1; row >= 0; row -= 1) {
    let rest = solution[row] ?? 0;
    for (let index = row + 1; index < factor.length; index += 1) rest -= (factor[index]?.[row] ?? 0) * (solution[index] ?? 0);
    solution[row] = rest / (factor[row]?.[row] ?? 1);
  }
  return solution;
}
