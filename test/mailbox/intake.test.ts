import assert from 'node:assert/strict';
import { Intake } from '../../connector/mailbox/watch/intake.js';

describe('the intake of notifications', () => {
  it('stores in one go what came while it was storing, and answers each with its own', async () => {
    const stored: (readonly (readonly string[])[])[] = [];
    let go: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (go = resolve));
    const intake = new Intake<string, string>(async (posts) => {
      stored.push(posts);
      if (stored.length === 1) await first;
      return posts.map((post) => post.join(''));
    });
    const answers = Promise.all([['a'], ['b', 'c'], ['d']].map((post) => intake.take(post)));
    go();
    assert.deepEqual(await answers, ['a', 'bc', 'd']);
    assert.deepEqual(stored, [[['a']], [['b', 'c'], ['d']]]);
    assert.equal(await intake.take(['e']), 'e');
  });

  it('loses only the post that cannot be stored', async () => {
    const intake = new Intake<string, number>((posts) => (posts.flat().includes('\0') ? Promise.reject(new Error('refused')) : Promise.resolve(posts.map((post) => post.length))));
    const outcomes = await Promise.allSettled([['a'], ['b'], ['\0'], ['c', 'd']].map((post) => intake.take(post)));
    assert.deepEqual(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'refused')), [1, 1, 'refused', 2]);
  });

  it('keeps groups to a size, and takes a larger post whole', async () => {
    const sizes: number[] = [];
    const intake = new Intake<number, null>((posts) => {
      sizes.push(posts.flat().length);
      return Promise.resolve(posts.map(() => null));
    });
    const post = (length: number): number[] => Array.from({ length }, (_, index) => index);
    await Promise.all([1, 1_500, 400, 200, 5_000, 1].map((length) => intake.take(post(length))));
    assert.deepEqual(sizes, [1, 1_900, 200, 5_000, 1]);
  });
});
