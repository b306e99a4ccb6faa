import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProgram } from '../../tools/lib/find-program.ts';

const SKEIN = path.resolve(import.meta.dirname, '../../packages/cli/bin/skein.mjs');
const BROWSER = await findProgram('chromium');
const WIDTHS = { desktop: 1280, phone: 360 } as const;

describe.skipIf(BROWSER === undefined)('a browser opens the report (needs chromium)', () => {
  let folder: string;
  let browser: Browser;
  let reportPath: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'skein-report-'));
    reportPath = path.join(folder, 'report.html');
    const environment = { ...process.env, SKEIN_DATA: folder };
    const skein = async (...words: readonly string[]): Promise<void> => {
      await promisify(execFile)(process.execPath, [SKEIN, 'lab', ...words], { env: environment });
    };
    await skein('run', 'concurrency-benchmarking', '--set', 'callsMax=64');
    await skein('report', 'latest', '--against', 'latest', '--output', reportPath);
    // A page of our own making; the browser's sandbox does not start for root.
    browser = await chromium.launch({ executablePath: BROWSER ?? '', args: ['--no-sandbox'] });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function openReport(width: number): Promise<{ readonly page: Page; readonly problems: readonly string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) problems.push(request.url());
    });
    await page.goto(pathToFileURL(reportPath).href);
    return { page, problems };
  }

  test.each(Object.entries(WIDTHS))(
    'at %s width (%d px) everything fits, and nothing is asked for from outside',
    { timeout: 120_000 },
    async (_, width) => {
      const { page, problems } = await openReport(width);
      const widest = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(widest).toBeLessThanOrEqual(width);
      for (const picture of await page.locator('svg').all()) {
        const box = await picture.boundingBox();
        expect(box?.width).toBeGreaterThan(width / 2);
        expect(box?.height).toBeGreaterThan(80);
      }
      expect(await page.locator('svg').count()).toBe(2);
      expect(await page.locator('h1').innerText()).toBe('concurrency-benchmarking on simulated-aws');
      expect(await page.locator('td', { hasText: '64 at once' }).count()).toBeGreaterThan(0);
      expect(await page.getByText('Simulated: these figures').isVisible()).toBe(true);
      for (const heading of ['Distribution and course', 'Latency and cost', 'Discarded trials', 'Cost', 'How it was measured'])
        expect(await page.getByRole('heading', { name: heading, exact: true }).count()).toBe(1);
      for (const title of ['Share of calls that took at most so long', 'Each call when it was sent'])
        expect(await page.getByText(title, { exact: true }).isVisible()).toBe(true);
      // The numbers beside the pictures do not shrink with the page: on a phone they can still be read, and none is cut off.
      for (const label of await page.locator('.plot span:visible').all()) {
        const box = await label.boundingBox();
        expect(box?.height).toBeGreaterThan(11);
        expect(box?.x).toBeGreaterThanOrEqual(0);
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
      }
      expect(problems).toEqual([]);
      await page.close();
    },
  );
});
