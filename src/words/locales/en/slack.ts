/** The Slack door's own phrases. */
export const slack = {
  looking: 'Looking…',
} as const;
