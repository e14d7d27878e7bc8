import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { z } from 'zod';

/**
 * Draws one picture and ends: run as a worker thread by `painter.ts`. It takes a second or two of computing, in which
 * nothing else of the bot may wait, and a hundred megabytes, which go with the thread.
 */
const { svg } = z.object({ svg: z.string() }).parse(workerData);

const FONT = '@expo-google-fonts/biz-udpgothic';
const [wasm, ...fontBuffers] = await Promise.all(
  [
    '@resvg/resvg-wasm/index_bg.wasm',
    `${FONT}/400Regular/BIZUDPGothic_400Regular.ttf`,
    `${FONT}/700Bold/BIZUDPGothic_700Bold.ttf`,
  ].map((file) => readFile(new URL(import.meta.resolve(file)))),
);
if (wasm === undefined) throw new Error('nothing to draw with');
await initWasm(wasm);
const picture = new Resvg(svg, {
  font: { fontBuffers, defaultFontFamily: 'BIZ UDPGothic', sansSerifFamily: 'BIZ UDPGothic' },
});
parentPort?.postMessage(picture.render().asPng());
