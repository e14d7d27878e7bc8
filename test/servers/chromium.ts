import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { SERVER_PACKAGES } from './packages.ts';

const FONTS = path.resolve(import.meta.dirname, '../../node_modules/@expo-google-fonts/biz-udpgothic');

/** The installed Chromium, without a window, with the fonts of our pictures and no others, and with a home of its own. */
export async function startChromium(): Promise<Browser> {
  const executablePath = SERVER_PACKAGES.find(({ apt }) => apt === 'chromium')?.shownBy.find(existsSync);
  if (executablePath === undefined) throw new Error('chromium is not installed: run npm test once, it says how');
  const home = mkdtempSync(path.join(tmpdir(), 'chromium-'));
  const fonts = path.join(home, 'fonts.conf');
  writeFileSync(
    fonts,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${FONTS}</dir><cachedir>${home}</cachedir></fontconfig>`,
  );
  const browser = await chromium.launch({
    executablePath,
    // As root Chromium has no sandbox; it sees nothing but the pages of the test.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', '--disable-dev-shm-usage'],
    env: { PATH: process.env['PATH'] ?? '', HOME: home, FONTCONFIG_FILE: fonts },
  });
  browser.on('disconnected', () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));
  return browser;
}
