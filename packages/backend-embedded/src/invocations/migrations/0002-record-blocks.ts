import type { Migration } from '../../database/migration.ts';

/**
 * Records of one batch are one row: a row and index entries for every record cost ten times as much, more than the calls themselves.
 * Ids begin with their time, so that a record is found by the range of ids in its block. Labels are the names of functions and statuses
 * in the block, each between line ends.
 */
export const recordBlocks: Migration = {
  number: 2,
  name: 'record-blocks',
  sql: `
    CREATE TABLE record_blocks (
      sequence INTEGER PRIMARY KEY,
      record_count INTEGER NOT NULL,
      least_id TEXT NOT NULL,
      greatest_id TEXT NOT NULL,
      first_received_at_ms INTEGER NOT NULL,
      last_received_at_ms INTEGER NOT NULL,
      labels TEXT NOT NULL,
      records TEXT NOT NULL
    ) STRICT;

    CREATE INDEX record_blocks_by_id ON record_blocks (greatest_id, least_id);
    CREATE INDEX record_blocks_by_time ON record_blocks (last_received_at_ms, first_received_at_ms, labels);

    INSERT INTO record_blocks
    SELECT sequence, 1, id, id, received_at_ms, received_at_ms,
      char(10) || function_name || char(10) || status || char(10), '[' || record || ']'
    FROM records;

    DROP TABLE records;
  `,
};
