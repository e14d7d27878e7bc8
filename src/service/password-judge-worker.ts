import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { loadPasswordJudge } from './password-judge.ts';

const asked = z.array(z.object({ password: z.string(), itsOwner: z.array(z.string()) })).parse(workerData);
const judge = await loadPasswordJudge();
parentPort?.postMessage(asked.map(({ password, itsOwner }) => judge(password, itsOwner).weak));
