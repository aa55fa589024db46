// The finished binary with the demo company, and people who sit in front of it in a real browser.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

/** Chromium's words: no calls home, since a test machine may have no network; no sandbox, since CI runs as root. */
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** People of the demo company, by what they are there for. */
export const PEOPLE = {
  'quality manager': 'agnieszka.nowak@aire.example',
  operator: 'zofia.krawczyk@aire.example',
  auditor: 'gareth.pugh@aire.example',
};

export const WIDTHS = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

/** Starts `plumbline demo` in a folder of its own; ready when it says where it listens. */
export async function openHouse() {
  const binary = process.env.PLUMBLINE_BIN;
  if (!binary) throw new Error('PLUMBLINE_BIN names the binary to test; `cargo xtask browser` sets it');
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-browser-'));
  const server = spawn(binary, ['demo', '--data', join(folder, 'data'), '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const address = await new Promise((resolve, reject) => {
    let said = '';
    server.stdout.on('data', (bytes) => {
      said += bytes;
      const found = said.match(/Listening on (http:\/\/\S+)/);
      if (found) resolve({ url: found[1].replace(/\/$/, ''), said });
    });
    server.on('exit', (code) => reject(new Error(`the demo ended with ${code} before it listened:\n${said}`)));
  });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
  return {
    url: address.url,
    password: address.said.match(/password is (\S+?)\.?\s/)[1],
    browser,
    async close() {
      await browser.close();
      server.removeAllListeners('exit');
      server.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A browser window in which somebody is signed in. */
export async function signIn(house, email, options = {}) {
  const context = await house.browser.newContext({ baseURL: house.url, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel(/mail/i).fill(email);
  await page.getByLabel(/password/i).fill(house.password);
  await page.getByRole('button', { name: /^sign in$/i }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  return { context, page };
}

/** Every kind of page that links lead to: one address for each pattern, found by following links from the first page. */
export async function patterns(page, first = '/', most = 200) {
  const found = new Map();
  const downloads = new Set();
  const queue = [first];
  while (queue.length > 0 && found.size < most) {
    const path = queue.shift();
    const pattern = patternOf(path);
    if (found.has(pattern) || downloads.has(pattern)) continue;
    const response = await visit(page, path);
    if (!response) { downloads.add(pattern); continue; }
    found.set(pattern, { path, status: response.status() });
    const links = await page.$$eval('a[href]', (all) => all.map((a) => a.getAttribute('href')));
    for (const link of links) {
      const url = new URL(link, new URL(path, page.url()));
      const leaves = url.origin !== new URL(page.url()).origin || /^\/(api|assets|files|sign-out)\b/.test(url.pathname);
      if (!leaves) queue.push(url.pathname);
    }
  }
  return found;
}

/** Opens a page; a link that gives a file instead of a page gives nothing here. */
async function visit(page, path) {
  try {
    return await page.goto(path);
  } catch (error) {
    if (String(error).includes('Download is starting')) return null;
    throw error;
  }
}

/**
 * `/records/task/T-2026-12/pass/finish?x=1` → `records * # pass #`: pages of one make are one page, whatever kind they show.
 * The nonconformity is looked at by itself, since it is the longest.
 */
function patternOf(path) {
  const [, first, second, ...rest] = new URL(path, 'http://house').pathname.split('/').map(decodeURIComponent);
  const word = (part) => (/^[a-z_-]+$/.test(part) ? part : '#');
  if (first !== 'records') return ['', first, second, ...rest].filter((part) => part !== undefined).map((part) => (part === '' ? '' : word(part))).join('/');
  const kind = second === undefined || second === 'nonconformity' ? second : '*';
  const [number, verb, what, ...more] = rest;
  const tail = [number && word(number), verb, what && '#', ...more.map(() => '#')];
  return ['', first, kind, ...tail].filter((part) => part !== undefined).join('/');
}
