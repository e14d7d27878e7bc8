import type { App } from '@slack/bolt';
import { z } from 'zod';
import { type House, placeFrom } from './house.ts';

const envelope = z.object({
  team_id: z.string(),
  enterprise_id: z.string().nullish(),
  event: z.object({ user: z.string(), tab: z.string() }),
});

/** Somebody opens the App Home: acknowledged at once by the library, then shown as it is now. */
export function listenToHome(app: App, house: House): void {
  app.event('app_home_opened', async ({ body }) => {
    const { team_id: teamId, enterprise_id: enterpriseId, event } = envelope.parse(body);
    // The messages tab says so too, and shows nothing of ours.
    if (event.tab !== 'home') return;
    await house.home.show({ user: event.user, team: placeFrom(teamId, '', enterpriseId) });
  });
}
