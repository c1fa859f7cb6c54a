import assert from 'node:assert/strict';
import { decide } from '../../connector/replies/act/decide.js';
import { candidatesOf, evidenceOf } from '../../connector/replies/match.js';

describe('the ids an answer names', () => {
  it('are In-Reply-To first, then References from right to left, each once', () => {
    assert.deepEqual(candidatesOf({ inReplyTo: '<c@x>', references: ['<a@x>', '<b@x>', '<c@x>'] }), [
      { rung: 'in-reply-to', id: '<c@x>' },
      { rung: 'references', id: '<b@x>' },
      { rung: 'references', id: '<a@x>' },
    ]);
  });

  it('may be absent', () => assert.deepEqual(candidatesOf({ inReplyTo: null, references: [] }), []));

  it('keep to the last thousand of a hundred thousand references, quickly', () => {
    const references = Array.from({ length: 100_000 }, (_, index) => `<${index}@x>`);
    const found = candidatesOf({ inReplyTo: null, references });
    assert.equal(found.length, 1_000);
    assert.equal(found[0]?.id, '<99999@x>');
  });

  it('are written down as evidence', () => {
    assert.equal(evidenceOf({ rung: 'references', id: '<a@x>' }).says, 'Matched by References <a@x>');
  });
});

describe('for whom an answer speaks', () => {
  const flynn = { personId: 'flynn', state: 'active' as const };
  const clu = { personId: 'clu', state: 'active' as const };
  const alan = { personId: 'alan', state: 'active' as const };
  const outside = { fromOwnDomain: false, answererPersonId: null, hasEnded: false, toPersonIds: ['flynn'] };

  it('the answerer, if they are in a campaign themselves', () => {
    const decision = decide({ ...outside, answererPersonId: 'alan', toPersonIds: ['flynn', 'alan'] }, [flynn, alan]);
    assert.deepEqual(decision, { end: [alan], ask: [] });
  });

  it('the only enrolled person in To, when somebody else answers', () => {
    assert.deepEqual(decide(outside, [flynn]), { end: [flynn], ask: [] });
    assert.deepEqual(decide({ ...outside, answererPersonId: 'alan' }, [flynn]), { end: [flynn], ask: [] });
  });

  it('nobody else, when the answerer was in a campaign that ended since', () => {
    assert.deepEqual(decide({ ...outside, answererPersonId: 'alan', hasEnded: true }, [flynn]), { end: [], ask: [] });
  });

  it('nobody by itself, when several in To are enrolled: the rep is asked', () => {
    assert.deepEqual(decide({ ...outside, toPersonIds: ['flynn', 'clu'] }, [flynn, clu]), { end: [], ask: [flynn, clu] });
  });

  it('all campaigns of the one person', () => {
    const second = { ...flynn, campaign: 2 };
    assert.deepEqual(decide(outside, [flynn, second]), { end: [flynn, second], ask: [] });
  });

  it('the one still being written to, when the other has finished', () => {
    const finished = { personId: 'clu', state: 'finished' as const };
    assert.deepEqual(decide({ ...outside, toPersonIds: ['flynn', 'clu'] }, [flynn, finished]), { end: [flynn], ask: [] });
  });

  it('nobody, when a colleague answers', () => {
    assert.deepEqual(decide({ ...outside, fromOwnDomain: true, answererPersonId: 'flynn' }, [flynn]), { end: [], ask: [] });
  });

  it('nobody, when nobody in To is in a campaign', () => assert.deepEqual(decide(outside, []), { end: [], ask: [] }));
});
