import { accept, acceptHelper } from './commands/accept.ts';
import { addresses, addressesPlace } from './commands/addresses.ts';
import { approvers, approversSet } from './commands/approvers.ts';
import { archive } from './commands/archive.ts';
import { check } from './commands/check.ts';
import { checklist, checklistMark } from './commands/checklist.ts';
import {
  clients,
  clientsAdd,
  clientsForm,
  clientsMark,
  clientsOwner,
  clientsRemove,
  clientsSheet,
} from './commands/clients.ts';
import { contract, contractSet } from './commands/contract.ts';
import { copy, copyMissing, copyRun, ledger } from './commands/copy.ts';
import { gate, gateAsk, gateCriterion } from './commands/gate.ts';
import { help } from './commands/help.ts';
import { history } from './commands/history.ts';
import { importList } from './commands/import.ts';
import {
  mailboxes,
  mailboxesAdd,
  mailboxesAttest,
  mailboxesOwner,
  mailboxesRemove,
  mailboxesWatch,
} from './commands/mailboxes.ts';
import { resolversOffice } from './commands/office.ts';
import { passwords } from './commands/passwords.ts';
import { plan, planAs, planDiff, planDkim, planDns, planDrop, planNames, planSet } from './commands/plan.ts';
import { probes, probesDrop, probesNow, probesRelay } from './commands/probes.ts';
import { report } from './commands/report.ts';
import { rescue, rescueDry, rescueNow } from './commands/rescue.ts';
import { resolvers, resolversGlobalping } from './commands/resolvers.ts';
import { senders, sendersDismiss } from './commands/senders.ts';
import { settings, settingsCountry, settingsLanguage, settingsSet } from './commands/settings.ts';
import { start } from './commands/start.ts';
import { abandon, state } from './commands/state.ts';
import { status, statusHere } from './commands/status.ts';
import { rewriteBegin, rewriteKeep, step, stepMark } from './commands/step.ts';
import { stragglers, stragglersNote, stragglersPath } from './commands/stragglers.ts';
import { timeline } from './commands/timeline.ts';
import { unwaive, waive, waiveUnchecked } from './commands/waive.ts';
import { window, windowSet } from './commands/window.ts';
import { unlessInsider } from './insiders.ts';
import type { MailRequest, Misread, Request } from './parse/request.ts';
import { parse } from './parse.ts';
import { type Rendered, rendered } from './views/blocks.ts';
import { type Answer, reply, type Visit, wordsOf } from './visit.ts';

/** Reads the line and does what it asks for; a line that is not understood is answered with one to copy. */
export async function command(visit: Visit, text: string): Promise<Answer> {
  const parsed = parse(text);
  if (!parsed.ok) return reply(misreadView(visit, parsed.problem));
  return (await unlessInsider(visit, parsed.request)) ?? carry(visit, parsed.request);
}

function misreadView(visit: Visit, { code, word, line }: Misread): Rendered {
  const words = wordsOf(visit);
  return rendered(`${words.t(`slack:misread-${code}`, { word: typed(word) })}\n\`${words.text(typed(line))}\``, []);
}

/** A mention would be copied as its code: the name is what a person types, or any name where Slack told none. */
function typed(text: string): string {
  return text
    .replace(/<!subteam\^S[A-Z0-9]+\|@?([^>]+)>/g, '@$1')
    .replace(/<@[UW][A-Z0-9]+\|([^>]+)>/g, '@$1')
    .replace(/<@[UW][A-Z0-9]+\|?>/g, '@who');
}

function carry(visit: Visit, request: Request): Promise<Answer> {
  switch (request.kind) {
    case 'start':
      return start(visit, request);
    case 'status':
      return request.here === true ? statusHere(visit) : status(visit);
    case 'check':
      return check(visit, request);
    case 'step':
      return step(visit, request);
    case 'step-mark':
      return stepMark(visit, request);
    case 'rewrite-begin':
      return rewriteBegin(visit);
    case 'rewrite-keep':
      return rewriteKeep(visit);
    case 'clients':
      return clients(visit);
    case 'clients-form':
      return clientsForm(visit);
    case 'clients-add':
      return clientsAdd(visit, request);
    case 'clients-mark':
      return clientsMark(visit, request);
    case 'clients-owner':
      return clientsOwner(visit, request);
    case 'clients-sheet':
      return clientsSheet(visit, request);
    case 'clients-remove':
      return clientsRemove(visit, request);
    case 'import':
      return importList(visit, request);
    case 'mailboxes':
      return mailboxes(visit);
    case 'mailboxes-add':
      return mailboxesAdd(visit, request);
    case 'mailboxes-watch':
      return mailboxesWatch(visit, request);
    case 'mailboxes-remove':
      return mailboxesRemove(visit, request);
    case 'mailboxes-owner':
      return mailboxesOwner(visit, request);
    case 'mailboxes-attest':
      return mailboxesAttest(visit, request);
    case 'passwords':
      return passwords(visit, request);
    case 'checklist':
      return checklist(visit);
    case 'checklist-mark':
      return checklistMark(visit, request);
    case 'approvers':
      return approvers(visit);
    case 'approvers-set':
      return approversSet(visit, request);
    case 'window':
      return window(visit);
    case 'window-set':
      return windowSet(visit, request);
    case 'contract':
      return contract(visit);
    case 'contract-set':
      return contractSet(visit, request);
    case 'plan':
      return plan(visit);
    case 'plan-set':
      return planSet(visit, request);
    case 'plan-drop':
      return planDrop(visit, request);
    case 'plan-as':
      return planAs(visit, request);
    case 'plan-diff':
      return planDiff(visit);
    case 'plan-dkim':
      return planDkim(visit, request);
    case 'plan-names':
      return planNames(visit, request);
    case 'plan-dns':
      return planDns(visit, request);
    case 'report':
      return report(visit);
    case 'timeline':
      return timeline(visit);
    case 'resolvers':
      return resolvers(visit);
    case 'resolvers-office':
      return resolversOffice(visit, request);
    case 'resolvers-globalping':
      return resolversGlobalping(visit, request);
    case 'gate':
      return gate(visit, request);
    case 'gate-criterion':
      return gateCriterion(visit, request);
    case 'gate-ask':
      return gateAsk(visit, request);
    case 'waive':
      return waive(visit, request);
    case 'waive-unchecked':
      return waiveUnchecked(visit, request);
    case 'unwaive':
      return unwaive(visit, request);
    case 'settings':
      return settings(visit);
    case 'settings-set':
      return settingsSet(visit, request);
    case 'settings-language':
      return settingsLanguage(visit, request);
    case 'settings-country':
      return settingsCountry(visit, request);
    case 'history':
      return history(visit, request);
    case 'pause':
    case 'resume':
    case 'rollback':
      return state(visit, request);
    case 'abandon':
      return abandon(visit, request);
    case 'help':
      return help(visit, request);
    default:
      return carryMail(visit, request);
  }
}

/** What is asked of the mail itself. */
function carryMail(visit: Visit, request: MailRequest): Promise<Answer> {
  switch (request.kind) {
    case 'addresses':
      return addresses(visit);
    case 'addresses-place':
      return addressesPlace(visit, request);
    case 'senders':
      return senders(visit);
    case 'senders-dismiss':
      return sendersDismiss(visit, request);
    case 'accept':
      return accept(visit);
    case 'accept-helper':
      return acceptHelper(visit, request);
    case 'stragglers':
      return stragglers(visit);
    case 'stragglers-path':
      return stragglersPath(visit, request);
    case 'stragglers-note':
      return stragglersNote(visit, request);
    case 'rescue':
      return rescue(visit);
    case 'rescue-dry':
      return rescueDry(visit);
    case 'rescue-now':
      return rescueNow(visit);
    case 'copy':
      return copy(visit);
    case 'copy-run':
      return copyRun(visit, request);
    case 'copy-missing':
      return copyMissing(visit, request);
    case 'probes':
      return probes(visit);
    case 'probes-relay':
      return probesRelay(visit, request);
    case 'probes-drop':
      return probesDrop(visit, request);
    case 'probes-now':
      return probesNow(visit);
    case 'ledger':
      return ledger(visit);
    case 'archive':
      return archive(visit);
  }
}
