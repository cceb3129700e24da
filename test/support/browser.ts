import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Role } from '../../src/domain/ports/key-store.ts';
import { findProgram } from './find-program.ts';

/** Debian's Chromium, as people look at the console with it. */
export interface TestBrowser {
  /** A window of its own with nothing remembered, logged in to the console at `path`. */
  openConsole(service: ConsoleOf, path?: string, look?: Look): Promise<Page>;
  /** Ends every window, and fails if any of them asked another host for anything or wrote an error to its console. */
  close(): Promise<void>;
}

export interface ConsoleOf {
  readonly baseUrl: string;
  /** '': nobody is logged in. */
  keyOf(role: Role): string;
  /** Origins that it may ask beside the service: of an identity provider. */
  readonly alsoAsks?: readonly string[];
}

export interface Look {
  readonly as?: Role;
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  /** An IANA name: the editor's own zone. */
  readonly timeZone?: string;
}

export async function openBrowser(): Promise<TestBrowser> {
  const program = await findProgram('chromium');
  if (program === null) {
    throw new Error('The tests of the console need Chromium: install it (Debian: apt-get install chromium).');
  }
  const home = await mkdtemp(join(tmpdir(), 'marquee-chromium-'));
  const browser = await chromium.launch({ executablePath: program, args: FLAGS, env: { ...process.env, HOME: home } });
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];

  function listen(context: BrowserContext, allowed: readonly string[]): void {
    context.on('request', (request) => {
      const url = request.url();
      if (!allowed.some((origin) => url.startsWith(`${origin}/`)) && /^(https?|wss?):/.test(url))
        complaints.push(`asked another host: ${url}`);
    });
    context.on('console', (message) => {
      // What the service refuses is said there too, and is part of what is tested.
      const isRefusal = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isRefusal) complaints.push(`wrote an error: ${message.text()}`);
    });
    context.on('weberror', (error) => complaints.push(`threw: ${error.error().message}`));
  }

  return {
    async openConsole(service, path = '/', look = {}) {
      const { as = 'editor', width = 1280, height = 800, scheme = 'light', timeZone = 'Europe/Berlin' } = look;
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: scheme,
        timezoneId: timeZone,
        locale: 'en-GB',
        reducedMotion: 'reduce',
        hasTouch: width < 600,
      });
      contexts.push(context);
      listen(context, [service.baseUrl, ...(service.alsoAsks ?? [])]);
      // Where many tests share few cores a page takes its time.
      context.setDefaultTimeout(20_000);
      await context.addInitScript((key) => {
        const { location } = globalThis as unknown as { location: { protocol: string } };
        if (key !== '' && location.protocol === 'http:') sessionStorage.setItem('marquee.key', key);
      }, service.keyOf(as));
      const page = await context.newPage();
      await page.goto(`${service.baseUrl}/console${path}`);
      return page;
    },
    async close() {
      for (const context of contexts) await context.close();
      await browser.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
      if (complaints.length > 0) throw new Error(`The console ${[...new Set(complaints)].join('; the console ')}`);
    },
  };
}

/** What axe-core finds serious or worse in the page as it is now: ids of rules with the elements that break them. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(await axeSource);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } };
    return (await axe.run()).violations;
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

interface AxeViolation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
