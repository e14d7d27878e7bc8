import { already } from './already.ts';
import { announcements, puzzles } from './announcements.ts';
import { causes, probeFates } from './announcements-mail.ts';
import { unreachableReasons } from './announcements-people.ts';
import { approving } from './approving.ts';
import { clientHelp, clientKinds, clientMarks, clientPhases, clients } from './clients.ts';
import { criteria } from './criteria.ts';
import { dates } from './dates.ts';
import { differences } from './differences.ts';
import { dns } from './dns.ts';
import { doctor } from './doctor.ts';
import { errors } from './errors.ts';
import { events, incidents } from './events.ts';
import { relayKinds } from './events-mail.ts';
import { evidence, evidenceVariants } from './evidence.ts';
import { dkimStates, flush, stsReasons } from './evidence-dns.ts';
import { acceptVias, missingReasons } from './evidence-mail.ts';
import { failures } from './failures.ts';
import { findings } from './findings.ts';
import { gateSays, gates, gateWaits } from './gates.ts';
import { home } from './home.ts';
import { importing } from './importing.ts';
import { items, protocols } from './items.ts';
import { checklist, profiles, scopes, securities, settings, sides, steps, watchModes } from './lists.ts';
import { mail, note, senderWays } from './mail.ts';
import { joints, nouns, units } from './nouns.ts';
import { accountsFile, passwords } from './passwords.ts';
import { plan, planParts, traps } from './plan.ts';
import { refusals } from './refusals.ts';
import { report, risks } from './report.ts';
import { resolvers } from './resolvers.ts';
import { secrets } from './secrets.ts';
import { slack } from './slack.ts';
import { starting } from './starting.ts';
import { status } from './status.ts';
import { templates } from './templates.ts';
import { timeline } from './timeline.ts';
import { todo } from './todo.ts';
import { uses } from './uses.ts';

export const en = {
  acceptVias,
  already,
  announcements,
  approving,
  causes,
  checklist,
  clientHelp,
  clientKinds,
  clientMarks,
  clientPhases,
  clients,
  criteria,
  dates,
  differences,
  dkimStates,
  dns,
  doctor,
  errors,
  events,
  evidence,
  evidenceVariants,
  failures,
  findings,
  flush,
  gateSays,
  gateWaits,
  gates,
  importing,
  home,
  incidents,
  items,
  joints,
  mail,
  missingReasons,
  note,
  nouns,
  plan,
  planParts,
  passwords,
  secrets,
  accountsFile,
  probeFates,
  profiles,
  protocols,
  puzzles,
  refusals,
  relayKinds,
  report,
  resolvers,
  risks,
  scopes,
  securities,
  senderWays,
  settings,
  sides,
  slack,
  starting,
  status,
  steps,
  stsReasons,
  templates,
  timeline,
  todo,
  traps,
  units,
  uses,
  unreachableReasons,
  watchModes,
} as const;
