import { findRuntime, SkeinError } from '@skein/contracts';
import type { RuntimeFamily } from '@skein/contracts';
import type { InterpretersByFamily } from '../driver.ts';
import type { Interpreter } from './interpreter.ts';
import { compareVersions, versionDistance } from './versions.ts';

export interface SelectedInterpreter {
  readonly interpreter: Interpreter;
  /** Another version than the runtime name asks for. */
  readonly substituted: boolean;
  /** Said in the log of what ran on a substitute. */
  readonly notice?: string;
}

const DISPLAY_NAMES: Readonly<Record<RuntimeFamily, string>> = { python: 'Python', node: 'Node.js' };

/**
 * The interpreter for a runtime name: one of exactly the version it asks for, or else, when allowed, the nearest one, and of two
 * equally near ones the newer. Throws `unsupported_runtime` or `runtime_not_installed`.
 */
export function selectInterpreter(runtimeName: string, found: InterpretersByFamily, allowSubstitution: boolean): SelectedInterpreter {
  const runtime = findRuntime(runtimeName);
  if (runtime?.family === undefined || runtime.version === undefined) throw new SkeinError('unsupported_runtime', { runtime: runtimeName });
  const wanted = runtime.version;
  const related = found[runtime.family].filter(({ version }) => Number.isFinite(versionDistance(version, wanted)));
  const usable = related.filter(({ unusableBecause }) => unusableBecause === undefined);
  const nearest = usable.toSorted((a, b) => byNearness(wanted, a, b))[0];
  const exact = nearest?.version === wanted;
  if (nearest === undefined || (!exact && !allowSubstitution)) {
    throw new SkeinError('runtime_not_installed', { runtime: runtimeName, reason: whyNone(wanted, related, nearest) });
  }
  if (exact) return { interpreter: nearest, substituted: false };
  return {
    interpreter: nearest,
    substituted: true,
    notice: `${runtimeName} is not installed here; this ran on ${describeInterpreter(nearest)}`,
  };
}

/** `Python 3.11.7`, `Node.js 22.4.1`. */
export function describeInterpreter({ family, fullVersion }: Interpreter): string {
  return `${DISPLAY_NAMES[family]} ${fullVersion}`;
}

function byNearness(wanted: string, a: Interpreter, b: Interpreter): number {
  const [left, right] = [versionDistance(a.version, wanted), versionDistance(b.version, wanted)];
  return left === right ? compareVersions(b.fullVersion, a.fullVersion) : left - right;
}

function whyNone(wanted: string, all: readonly Interpreter[], nearest: Interpreter | undefined): string {
  const unusable = all.find(({ version, unusableBecause }) => version === wanted && unusableBecause !== undefined);
  if (unusable !== undefined) return `${unusable.executablePath} cannot be used: ${unusable.unusableBecause}.`;
  if (nearest === undefined) return 'none of its kind was found.';
  return `the nearest is ${describeInterpreter(nearest)}, and substitution is off.`;
}
