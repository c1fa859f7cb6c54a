/** A panel a button opens: Escape, a click elsewhere and the button itself close it, and the focus goes back. */

export class Popover {
  constructor(
    private readonly button: HTMLButtonElement,
    readonly panel: HTMLElement,
  ) {
    panel.hidden = true;
    panel.id = panel.id || `panel-${button.className.replace(/\W+/g, '-')}`;
    button.setAttribute('aria-expanded', 'false');
    button.setAttribute('aria-controls', panel.id);
    button.addEventListener('click', () => this.set(panel.hidden));
    panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.leave(event);
    });
    button.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.isOpen) this.leave(event);
    });
    document.addEventListener('pointerdown', (event) => {
      if (this.isOpen && event.target instanceof Node && !panel.contains(event.target) && !button.contains(event.target)) this.set(false);
    });
    panel.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !panel.contains(relatedTarget) && relatedTarget !== button) this.set(false);
    });
  }

  get isOpen(): boolean {
    return !this.panel.hidden;
  }

  set(isOpen: boolean): void {
    this.panel.hidden = !isOpen;
    this.button.setAttribute('aria-expanded', String(isOpen));
  }

  private leave(event: Event): void {
    event.stopPropagation();
    this.set(false);
    this.button.focus();
  }
}
