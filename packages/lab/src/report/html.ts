const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML that shows it, in element and in quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** HTML that is put into a page as it is. */
export interface RawHtml {
  readonly html: string;
}

/** A table that scrolls by itself where the page is narrower than it. Cells are text, but for those that are marked as HTML. */
export function htmlTable(columns: readonly string[], rows: readonly (readonly (string | RawHtml)[])[]): string {
  const cells = (tag: 'th' | 'td', contents: readonly (string | RawHtml)[]): string =>
    contents.map((content) => `<${tag}>${typeof content === 'string' ? escapeHtml(content) : content.html}</${tag}>`).join('');
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n');
  return `<div class="scroll"><table>\n<thead><tr>${cells('th', columns)}</tr></thead>\n<tbody>\n${body}\n</tbody></table></div>`;
}

/** Names and texts, one below the other. */
export function htmlFacts(facts: readonly (readonly [string, string])[]): string {
  return `<dl>${facts.map(([name, text]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`).join('\n')}</dl>`;
}

/** A number with three significant digits, in a form that people read. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'unknown';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && magnitude < 0.001) return value.toExponential(2);
  return magnitude >= 1_000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)));
}
