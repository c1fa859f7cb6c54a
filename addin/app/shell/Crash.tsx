/** Catches what nobody foresaw, so that a broken page still says something. */
import { Component, type ReactNode } from 'react';
import { shellWords } from './strings.js';

export class Crash extends Component<{ children: ReactNode }, { broken: boolean }> {
  override readonly state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <main style={{ padding: 32 }}>
        <h1>{shellWords.crash.title}</h1>
        <p>{shellWords.crash.says}</p>
        <button type="button" onClick={() => location.reload()}>
          {shellWords.failure.reload}
        </button>
      </main>
    );
  }
}
