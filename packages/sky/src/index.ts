export { findPlan, makeBill } from './prices/bill.ts';
export { isStale, loadPriceBook } from './prices/load-price-book.ts';
export { formatDollars } from './prices/money.ts';
export { compare } from './simulator/compare.ts';
export type { Comparison } from './simulator/compare.ts';
export { drawComparison } from './simulator/picture.ts';
export { COMPARED_POLICIES } from './simulator/policies.ts';
export { STANDARD_SETTING } from './simulator/simulate.ts';
