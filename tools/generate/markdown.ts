/** A table in Markdown. Cells may hold any text. */
export function renderTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [line(columns), `|${'---|'.repeat(columns.length)}`, ...rows.map(line)].join('\n');
}

/** The line below the title of every generated document. */
export function generatedFrom(sourcePath: string): string {
  return `Generated from \`${sourcePath}\` by \`npm run generate\`; do not edit.`;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}
