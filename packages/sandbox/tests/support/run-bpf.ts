/** What the kernel shows a seccomp filter of a system call. */
export interface SeccompCall {
  readonly number: number;
  readonly auditArchitecture: number;
  readonly arguments: readonly number[];
}

const INSTRUCTION_BYTES = 8;

/** Runs a seccomp filter as the kernel would: a second opinion on the compiler, from linux/filter.h alone. */
export function runBpf(program: Uint8Array, call: SeccompCall): number {
  const data = seccompData(call);
  const code = new DataView(program.buffer, program.byteOffset, program.byteLength);
  let accumulator = 0;
  for (let at = 0; at < program.length; at += INSTRUCTION_BYTES) {
    const value = code.getUint32(at + 4, true);
    const jump = (holds: boolean): void => {
      at += INSTRUCTION_BYTES * code.getUint8(holds ? at + 2 : at + 3);
    };
    switch (code.getUint16(at, true)) {
      case 0x20:
        accumulator = data.getUint32(value, true);
        break;
      case 0x15:
        jump(accumulator === value);
        break;
      case 0x25:
        jump(accumulator > value);
        break;
      case 0x45:
        jump((accumulator & value) !== 0);
        break;
      case 0x06:
        return value;
      default:
        throw new Error(`unknown instruction at ${at}`);
    }
  }
  throw new Error('the filter ended without an answer');
}

/** `struct seccomp_data`: number, architecture, instruction pointer, six arguments of 64 bits. */
function seccompData(call: SeccompCall): DataView {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, call.number, true);
  data.setUint32(4, call.auditArchitecture, true);
  for (const [index, argument] of call.arguments.entries()) data.setBigUint64(16 + 8 * index, BigInt(argument), true);
  return data;
}
