/** Elements from data, and times as people say them. */

/** `h('button', { class: 'primary', onclick: … }, 'Send')`; properties that are undefined or false are left out. */
export function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === false || value === null) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== false && child !== null));
  return element;
}

/** Replaces what an element holds and keeps the focus on what carries the same `data-key`. */
export function refill(element, ...children) {
  const key = element.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  element.replaceChildren(...children.flat().filter((child) => child !== undefined && child !== false && child !== null));
  if (key !== undefined) element.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

export function timeElement(iso) {
  return h('time', { datetime: iso, title: new Date(iso).toLocaleString() }, relative(iso));
}

/** Brings the times on the page up to date. */
export function refreshTimes() {
  for (const element of document.querySelectorAll('time[datetime]')) element.textContent = relative(element.dateTime);
}

function relative(iso) {
  const then = new Date(iso);
  const seconds = Math.round((Date.now() - then.getTime()) / 1000);
  if (seconds < 45) return 'now';
  if (seconds < 45 * 60) return `${Math.max(1, Math.round(seconds / 60))} min`;
  if (then.toDateString() === new Date().toDateString()) return then.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return then.toLocaleDateString([], { day: 'numeric', month: 'short' });
}

export function initials(name) {
  return name.split(/[\s.@_-]+/).filter((word) => word !== '').map((word) => word[0]).slice(0, 2).join('').toUpperCase();
}

export function describe({ name, address }) {
  return name === '' || name === address ? address : `${name} <${address}>`;
}
