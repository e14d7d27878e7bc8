import { CLIENT_KINDS, type ClientKind } from '../../migration/client-facts.ts';

/** Every button of ours, by its action_id. */
export const ACTIONS = [
  'ask-approval',
  'approve',
  'decline',
  'judge-spam',
  'judge-real',
  'look-suspects',
  'approve-rollback',
  'step-done',
  'ask-globalping',
  'leave-globalping',
  'post-timeline',
  'bring-status',
  'paste-office',
  'paste-helper',
  'choose-window',
  'begin-rewrite',
  'keep-rewrite',
  'rollback',
  'client-done',
  'client-all-done',
  'client-not-mine',
  'client-help',
  'waive',
] as const;
export type ActionId = (typeof ACTIONS)[number];

/** Every modal of ours, by its callback_id. */
export const VIEWS = [
  'start',
  'decline',
  'office',
  'helper',
  'window',
  'rollback',
  'client-help',
  'import',
  'suspects',
  'clients',
  'waive',
] as const;
export type ViewId = (typeof VIEWS)[number];

/** What can be pressed (or entered) inside our modals, by its action_id. */
export const VIEW_ACTIONS = ['domain', 'start-look-up', 'start-fill-in', 'template-out'] as const;
export type ViewActionId = (typeof VIEW_ACTIONS)[number];

/** One button for each kind of client, which have to have names of their own within a block. */
export type TemplateAction = `template-${ClientKind}`;
export const templateAction = (kind: ClientKind): TemplateAction => `template-${kind}`;
export const isTemplateAction = (action: string | undefined): boolean =>
  CLIENT_KINDS.some((kind) => templateAction(kind) === action);

/** What is in the App Home beside the buttons that the channel has, too. */
export const HOME_LANGUAGE = 'home-language';
export const HOME_FROM = 'home-from';
export const HOME_TO = 'home-to';
export const HOME_WEEKENDS = 'home-weekends';
