import { describe, expect, test } from 'vitest';
import { EventLedger, FunctionLedger } from './support/ledger.ts';

const OLD = { code: 1, mark: 1 };
const NEW = { code: 2, mark: 1 };

function ledgerWith(name: string): FunctionLedger {
  const ledger = new FunctionLedger();
  ledger.begin(name, OLD);
  expect(ledger.acknowledge(name, OLD)).toBeUndefined();
  return ledger;
}

describe('the ledger of functions reports', () => {
  test('a create that was acknowledged and is gone', () => {
    expect(ledgerWith('f').observe('f', undefined)).toContain('f is missing');
  });

  test('an update that was acknowledged and undone', () => {
    const ledger = ledgerWith('f');
    ledger.begin('f', NEW);
    ledger.acknowledge('f', NEW);
    expect(ledger.observe('f', OLD)).toContain('f is code 1');
  });

  test('a delete that was acknowledged and undone', () => {
    const ledger = ledgerWith('f');
    ledger.begin('f', undefined);
    ledger.acknowledge('f', undefined);
    expect(ledger.observe('f', OLD)).toContain('only missing could be');
  });

  test('an update that was refused and done nevertheless', () => {
    const ledger = ledgerWith('f');
    ledger.begin('f', NEW);
    ledger.refuse('f', NEW);
    expect(ledger.observe('f', NEW)).toContain('f is code 2');
  });

  test('a function that nobody has made', () => {
    expect(new FunctionLedger().observe('f', OLD)).toContain('only missing could be');
  });

  test('two creates of one name that are both acknowledged', () => {
    const ledger = new FunctionLedger();
    ledger.begin('f', OLD);
    ledger.begin('f', NEW);
    expect(ledger.acknowledge('f', OLD)).toBeUndefined();
    expect(ledger.acknowledge('f', NEW)).toContain('f: code 2');
  });

  test('an answer of old code after the update was acknowledged', () => {
    const ledger = ledgerWith('f');
    ledger.begin('f', NEW);
    ledger.acknowledge('f', NEW);
    expect(ledger.watch('f')(OLD)).toContain('f answered as code 1');
  });
});

describe('the ledger of functions accepts', () => {
  test.each([OLD, NEW])('both outcomes of a change whose answer never came', (observed) => {
    const ledger = ledgerWith('f');
    ledger.begin('f', NEW);
    expect(ledger.observe('f', observed)).toBeUndefined();
    expect(ledger.possible('f')).toEqual([observed]);
  });

  test.each([OLD, NEW])('both answers while an update is on its way', (observed) => {
    const ledger = ledgerWith('f');
    const check = ledger.watch('f');
    ledger.begin('f', NEW);
    ledger.acknowledge('f', NEW);
    expect(check(observed)).toBeUndefined();
  });
});

describe('the ledger of events', () => {
  test('reports an event that was acknowledged, did not run and is not listed', () => {
    const ledger = new EventLedger();
    ledger.acknowledge('id', 'label', false);
    expect(ledger.check({ ran: new Set(), listed: new Map([['other', 'QUEUED']]) })).toEqual(['event label (id) is lost']);
  });

  test('reports a failed event that ran and has no record', () => {
    const ledger = new EventLedger();
    ledger.acknowledge('id', 'label', true);
    expect(ledger.checkAtEnd({ ran: new Set(['label']), listed: new Map() })).toHaveLength(1);
  });

  test('accepts what ran, what waits and what failed with a record', () => {
    const ledger = new EventLedger();
    ledger.acknowledge('1', 'ran', false);
    ledger.acknowledge('2', 'waits', false);
    ledger.acknowledge('3', 'failed', true);
    const listed = new Map([
      ['2', 'QUEUED'],
      ['3', 'FAILED'],
    ]);
    expect(ledger.checkAtEnd({ ran: new Set(['ran', 'failed']), listed })).toEqual([]);
  });
});
