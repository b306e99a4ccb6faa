import { PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';

/** One thing that ruff finds in a Python file; lines count from 1. */
export interface PythonFinding {
  readonly line: number;
  readonly message: string;
}

/** Python's oldest version that our own code has to run with. What a runtime loads in a function's sandbox is no newer. */
const TARGET_VERSION = 'py39';
const OPTIONS = {
  'line-length': 140,
  'target-version': TARGET_VERSION,
  // Errors, unused names and what is likely a mistake. Left out: `zip(strict=...)`, which 3.9 does not have.
  lint: { select: ['E', 'F', 'W', 'B'], ignore: ['B905'] },
};

const workspace = new Workspace(OPTIONS, PositionEncoding.Utf16);

export function formatPython(text: string): string {
  return workspace.format(text);
}

export function lintPython(text: string): readonly PythonFinding[] {
  const diagnostics = workspace.check(text) as readonly { code: string | null; message: string; start_location: { row: number } }[];
  const inOrder = diagnostics.toSorted((left, right) => left.start_location.row - right.start_location.row);
  return inOrder.map(({ code, message, start_location: { row } }) => ({ line: row, message: `${message} (${code ?? 'syntax'})` }));
}
