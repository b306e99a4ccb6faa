export * from './prices/bill.ts';
export * from './prices/load-price-book.ts';
export * from './prices/money.ts';
export * from './prices/parse-price-book.ts';
export type * from './prices/price-book.ts';
