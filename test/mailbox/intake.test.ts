import assert from 'node:assert/strict';
import { Intake } from '../../connector/mailbox/watch/intake.js';

const never = (): boolean => false;

describe('the intake of notifications', () => {
  it('stores in one go what came while it was storing, and answers each with its own', async () => {
    const stored: (readonly (readonly string[])[])[] = [];
    let go: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (go = resolve));
    const intake = new Intake<string, string>(async (posts) => {
      stored.push(posts);
      if (stored.length === 1) await first;
      return posts.map((post) => post.join(''));
    }, never);
    const answers = Promise.all([['a'], ['b', 'c'], ['d']].map((post) => intake.take(post)));
    go();
    assert.deepEqual(await answers, ['a', 'bc', 'd']);
    assert.deepEqual(stored, [[['a']], [['b', 'c'], ['d']]]);
    assert.equal(await intake.take(['e']), 'e');
  });

  it('loses only the post that cannot be stored', async () => {
    const intake = new Intake<string, number>((posts) => (posts.flat().includes('\0') ? Promise.reject(new Error('refused')) : Promise.resolve(posts.map((post) => post.length))), never);
    const outcomes = await Promise.allSettled([['a'], ['b'], ['\0'], ['c', 'd']].map((post) => intake.take(post)));
    assert.deepEqual(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'refused')), [1, 1, 'refused', 2]);
  });

  it('tries nothing post by post while nothing can be stored', async () => {
    let tries = 0;
    const intake = new Intake<string, null>(
      () => Promise.reject(new Error(`away ${(tries += 1)}`)),
      (error) => error instanceof Error && error.message.startsWith('away'),
    );
    const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map((item) => intake.take([item])));
    assert.deepEqual(outcomes.map((outcome) => (outcome.status === 'rejected' && outcome.reason instanceof Error ? outcome.reason.message : '')), ['away 1', 'away 2', 'away 2', 'away 2']);
    assert.equal(tries, 2);
  });

  it('keeps no more waiting than it can, and takes on when they are stored', async () => {
    let go: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (go = resolve));
    const intake = new Intake<number, null>(async (posts) => {
      await first;
      return posts.map(() => null);
    }, never);
    const post = (length: number): number[] => Array.from({ length }, () => 0);
    const taken = [1, 30_000, 19_999].map((length) => intake.take(post(length)));
    await assert.rejects(intake.take(post(2)), { code: 'NOT_READY' });
    go();
    await Promise.all(taken);
    await intake.take(post(60_000));
  });

  it('keeps groups to a size, and takes a larger post whole', async () => {
    const sizes: number[] = [];
    const intake = new Intake<number, null>((posts) => {
      sizes.push(posts.flat().length);
      return Promise.resolve(posts.map(() => null));
    }, never);
    const post = (length: number): number[] => Array.from({ length }, (_, index) => index);
    await Promise.all([1, 1_500, 400, 200, 5_000, 1].map((length) => intake.take(post(length))));
    assert.deepEqual(sizes, [1, 1_900, 200, 5_000, 1]);
  });
});
