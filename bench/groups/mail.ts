import pLimit from 'p-limit';
import { withImap } from '../../src/mail/imap.ts';
import { surveyMailbox } from '../../src/mail/survey.ts';
import type { FolderState } from '../../src/migration/observations.ts';
import { interleave, median, medianRatio, timed } from '../interleave.ts';
import { logInAndOut } from '../mail/bare.ts';
import { type Box, openServers } from '../mail/servers.ts';
import { ownPeakMib } from '../memory.ts';
import type { Measured } from '../targets.ts';

const RUNS = 5;
