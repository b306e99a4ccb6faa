import { strict as assert } from 'node:assert';

/**
 * Classic BPF as the kernel's seccomp filters use it (linux/filter.h): one accumulator, loads from `struct seccomp_data`,
 * comparisons with jumps forward, and a return value.
 */
export type BpfInstruction =
  | { readonly kind: 'load'; readonly offset: number }
  | { readonly kind: 'jump'; readonly test: BpfTest; readonly value: number; readonly ifTrue?: string; readonly ifFalse?: string }
  | { readonly kind: 'return'; readonly value: number }
  | { readonly kind: 'label'; readonly name: string };

/** Comparisons with the accumulator: equal, greater than, any bit set. */
export type BpfTest = 'equal' | 'greater' | 'anyBit';

const LOAD_WORD_ABSOLUTE = 0x20;
const RETURN_CONSTANT = 0x06;
const JUMP_CODES: Readonly<Record<BpfTest, number>> = { equal: 0x15, greater: 0x25, anyBit: 0x45 };
const INSTRUCTION_BYTES = 8;
const LONGEST_JUMP = 255;

/** Turns instructions into the bytes of `struct sock_filter[]`. A jump without a target goes on with the next instruction. */
export function assemble(program: readonly BpfInstruction[]): Uint8Array {
  const positions = labelPositions(program);
  const instructions = program.filter((instruction) => instruction.kind !== 'label');
  const bytes = new DataView(new ArrayBuffer(instructions.length * INSTRUCTION_BYTES));
  for (const [index, instruction] of instructions.entries()) {
    const distance = (label: string | undefined): number => jumpDistance(positions, index, label);
    const [code, value, ifTrue, ifFalse] = encode(instruction, distance);
    const at = index * INSTRUCTION_BYTES;
    bytes.setUint16(at, code, true);
    bytes.setUint8(at + 2, ifTrue);
    bytes.setUint8(at + 3, ifFalse);
    bytes.setUint32(at + 4, value, true);
  }
  return new Uint8Array(bytes.buffer);
}

type Encoded = readonly [code: number, value: number, ifTrue: number, ifFalse: number];

function encode(instruction: Exclude<BpfInstruction, { kind: 'label' }>, distance: (label: string | undefined) => number): Encoded {
  switch (instruction.kind) {
    case 'load':
      return [LOAD_WORD_ABSOLUTE, instruction.offset, 0, 0];
    case 'return':
      return [RETURN_CONSTANT, instruction.value, 0, 0];
    case 'jump':
      return [JUMP_CODES[instruction.test], instruction.value, distance(instruction.ifTrue), distance(instruction.ifFalse)];
  }
}

function labelPositions(program: readonly BpfInstruction[]): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  let position = 0;
  for (const instruction of program) {
    if (instruction.kind === 'label') positions.set(instruction.name, position);
    else position += 1;
  }
  return positions;
}

function jumpDistance(positions: ReadonlyMap<string, number>, from: number, label: string | undefined): number {
  if (label === undefined) return 0;
  const target = positions.get(label);
  assert(target !== undefined, `no label ${label}`);
  const distance = target - from - 1;
  assert(distance >= 0 && distance <= LONGEST_JUMP, `the jump to ${label} is ${distance} instructions long`);
  return distance;
}
