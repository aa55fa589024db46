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
  'quality manager': 'agnieszka.wozniak@aire.example',
  operator: 'kasia.nowak@aire.example',
  auditor: 'daniel.petrov@aire.example',
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
  const queue = [first];
  while (queue.length > 0 && found.size < most) {
    const path = queue.shift();
    const pattern = patternOf(path);
    if (found.has(pattern)) continue;
    const response = await page.goto(path);
    found.set(pattern, { path, status: response.status() });
    const links = await page.$$eval('a[href]', (all) => all.map((a) => a.getAttribute('href')));
    for (const link of links) {
      const url = new URL(link, new URL(path, page.url()));
      const leaves = url.origin !== new URL(page.url()).origin || /^\/(api|assets|files|sign-out)\b/.test(url.pathname);
      if (!leaves) queue.push(url.pathname + url.search);
    }
  }
  return found;
}

/** `/records/nonconformity/NC-2026-12?x=1` → `/records/nonconformity/#?x`: pages of one make are one page. */
function patternOf(path) {
  const url = new URL(path, 'http://house');
  const parts = url.pathname.split('/').map((part) => {
    const word = decodeURIComponent(part);
    const isName = /^[a-z_-]+$/.test(word) || /^iso-9001-20\d\d$/.test(word);
    return isName || word === '' ? word : '#';
  });
  const asked = [...new Set([...url.searchParams.keys()].filter((key) => !['after', 'as_of', 'limit'].includes(key)))].sort();
  return parts.join('/') + (asked.length ? `?${asked.join('&')}` : '');
}
