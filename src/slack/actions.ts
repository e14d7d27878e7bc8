import { approve } from './actions/approve.ts';
import { approveRollback } from './actions/approve-rollback.ts';
import { askApproval } from './actions/ask-approval.ts';
import { beginRewrite } from './actions/begin-rewrite.ts';
import { bringStatusClicked } from './actions/bring-status.ts';
import { chooseWindow } from './actions/choose-window.ts';
import type { Click } from './actions/click.ts';
import { clientAllDone, clientDone } from './actions/client-done.ts';
import { clientHelp } from './actions/client-help.ts';
import { clientNotMine } from './actions/client-not-mine.ts';
import { decline } from './actions/decline.ts';
import { askGlobalping, leaveGlobalping } from './actions/globalping.ts';
import type { ActionId } from './actions/ids.ts';
import { judge } from './actions/judge.ts';
import { keepRewrite } from './actions/keep-rewrite.ts';
import { lookSuspects } from './actions/look-suspects.ts';
import { pasteHelper } from './actions/paste-helper.ts';
import { pasteOffice } from './actions/paste-office.ts';
import { postTimeline } from './actions/post-timeline.ts';
import { rollback } from './actions/rollback.ts';
import { stepDone } from './actions/step-done.ts';
import { waive } from './actions/waive.ts';
import type { Answer } from './visit.ts';

/** What each button does. */
export const CLICKS: Readonly<Record<ActionId, (click: Click) => Promise<Answer>>> = {
  'ask-approval': askApproval,
  approve,
  decline,
  'judge-spam': (click) => judge(click, 'spam'),
  'judge-real': (click) => judge(click, 'real'),
  'look-suspects': lookSuspects,
  'approve-rollback': approveRollback,
  'step-done': stepDone,
  'ask-globalping': askGlobalping,
  'leave-globalping': leaveGlobalping,
  'post-timeline': postTimeline,
  'bring-status': bringStatusClicked,
  'paste-office': pasteOffice,
  'paste-helper': pasteHelper,
  'choose-window': chooseWindow,
  'begin-rewrite': beginRewrite,
  'keep-rewrite': keepRewrite,
  rollback,
  'client-done': clientDone,
  'client-all-done': clientAllDone,
  'client-not-mine': clientNotMine,
  'client-help': clientHelp,
  waive,
};
