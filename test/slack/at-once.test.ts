import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../../src/migration/time.ts';
import { temporaryFile } from '../store/temporary.ts';
import { readyForCutOver } from './cut-over.ts';
import { hasButton, openHouse, refusal, saidIn, type TestHouse } from './house.ts';

/** A gate that waits for so many approvals, Aoi having asked for them. */
async function asked(quorum: number) {
  const house = await openHouse({ isBlank: true, file: temporaryFile() });
  const { id } = await readyForCutOver(house);
  const mika = house.workspace.person('mika');
  const { ken, dana } = house;
  await house.service.change(id, { kind: 'set-approvers', by: ken.id, approvers: [ken.id, dana.id, mika.id] });
  await house.ask(ken, `/migration settings quorum-cut-over ${quorum}`);
  await house.press(house.aoi, 'ask-approval');
  await house.deliver();
  const gate = async (of: TestHouse = house) => (await of.service.read(id))?.facts.gates['cut-over'];
  const opened = async (): Promise<number> =>
    (await house.service.history(id, 200)).filter(({ event }) => event.kind === 'gate-opened').length;
  const requests = (of: TestHouse = house) =>
    of.workspace.messages().filter(({ metadata }) => JSON.stringify(metadata ?? {}).includes('"kind":"approval"'));
  return { house, id, ken, dana, mika, gate, opened, requests };
}

describe('approvals at the same moment', () => {
  test('of two people: both count, the gate opens once, and one message says both', async () => {
    const { house, ken, dana, gate, opened, requests } = await asked(2);
    const said = await Promise.all([house.press(ken, 'approve'), house.press(dana, 'approve')]);
    expect(said.every((text) => text.includes('✓'))).toBe(true);
    expect((await gate())?.round?.approvals.map(({ by }) => by).toSorted()).toEqual([ken.id, dana.id].toSorted());
    expect((await gate())?.state).toBe('open');
    expect(await opened()).toBe(1);
    await house.deliver();
    const [message, ...more] = requests();
    expect(more).toEqual([]);
    if (message === undefined) throw new Error('no request');
    for (const person of [ken, dana]) expect(saidIn(message)).toContain(`<@${person.id}>`);
    expect(hasButton(message, 'approve')).toBe(false);
  });

  test('of three where two are enough: the third is answered, too, and nobody’s approval is lost', async () => {
    const { house, ken, dana, mika, gate, opened } = await asked(2);
    const said = await Promise.all([ken, dana, mika].map((person) => house.press(person, 'approve')));
    expect(said.filter((text) => text.includes('✓')).length).toBeGreaterThanOrEqual(2);
    expect(said.every((text) => /[✓✗]/.test(text))).toBe(true);
    expect((await gate())?.round?.approvals.length).toBeGreaterThanOrEqual(2);
    expect(await opened()).toBe(1);
  });

  test('of one person, twice: counted once, the second answered', async () => {
    const { house, dana, gate } = await asked(2);
    const said = await Promise.all([house.press(dana, 'approve'), house.press(dana, 'approve')]);
    expect((await gate())?.round?.approvals.map(({ by }) => by)).toEqual([dana.id]);
    expect((await gate())?.state).toBe('ready');
    expect(said.join('\n')).toContain('✓');
    expect(await house.press(dana, 'approve')).toBe(refusal('en', 'already-approved'));
  });

  test('one approves while the other declines: what came first stands, and both are told the truth', async () => {
    const { house, ken, dana, gate } = await asked(1);
    await house.workspace.click(dana, house.withButton('decline'), 'decline');
    const form = await house.workspace.waitFor('the form', () =>
      house.workspace.views().find(({ callbackId }) => callbackId === 'decline'),
    );
    const [said, sent] = await Promise.all([
      house.press(ken, 'approve'),
      house.workspace.submitView(dana, form, { reason: 'not yet' }),
    ]);
    const isDeclined = Object.keys(sent.errors).length === 0;
    expect((await gate())?.state).toBe(isDeclined && !said.includes('✓') ? 'ready' : 'open');
    expect(said.includes('✓') || isDeclined).toBe(true);
  });

  test('one before the bot was started again, one after it, on the very same message: both count', async () => {
    const { house, ken, dana, gate, requests } = await asked(2);
    expect(await house.press(ken, 'approve')).toContain('✓');
    const [message] = requests();
    if (message === undefined) throw new Error('no request');
    const later = await house.restart();
    later.clock.at += MINUTE_MS;
    // The first click after a start is taken like any other.
    expect(await later.press(dana, 'approve', message)).toContain('✓');
    expect((await gate(later))?.round?.approvals).toHaveLength(2);
    expect((await gate(later))?.state).toBe('open');
    await later.deliver();
    expect(requests(later)).toHaveLength(1);
    expect(requests(later).some((request) => hasButton(request, 'approve'))).toBe(false);
    expect(await later.press(ken, 'approve', message)).toBe(refusal('ja', 'already-approved'));
  });

  test('while the store commits slowly, with a restart in between, no acknowledged approval is lost', async () => {
    const { house, dana, gate } = await asked(1);
    const go = Promise.withResolvers<void>();
    house.override.parts = {
      change: async (...args) => {
        await go.promise;
        return house.service.change(...args);
      },
    };
    const clicked = house.press(dana, 'approve');
    await clicked;
    const leaving = house.restart();
    go.resolve();
    const later = await leaving;
    expect((await gate(later))?.round?.approvals.map(({ by }) => by)).toEqual([dana.id]);
  });
});
