/** What the same library costs alone: every command, click, form and event is acknowledged, and nothing else is done. */
import { Server } from 'node:http';
import { App, LogLevel } from '@slack/bolt';

const app = new App({
  signingSecret: process.env.SLACK_SIGNING_SECRET ?? '',
  authorize: async () => ({ botToken: process.env.SLACK_BOT_TOKEN ?? '' }),
  logLevel: LogLevel.ERROR,
});
app.command(/.*/, async ({ ack }) => ack({ response_type: 'ephemeral', text: 'ok' }));
app.action(/.*/, async ({ ack }) => ack());
app.view(/.*/, async ({ ack }) => ack());
app.event('app_home_opened', async () => {});
const started: unknown = await app.start(0);
const address = started instanceof Server ? started.address() : null;
process.send?.({ kind: 'ready', port: typeof address === 'object' ? address?.port : undefined });
process.on('disconnect', () => process.exit(0));
