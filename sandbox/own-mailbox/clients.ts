/** The mail programs in which a rep looks at their own mail: who loads its images. Links open in the rep's own browser. */
import { outlookOnTheWeb } from '../outside/mail-programs.js';
import { CLASSIC_OUTLOOK, type Persona } from '../outside/persona.js';

export const OWN_CLIENT_NAMES = ['outlook-web', 'outlook-desktop', 'outlook-web-direct'] as const;
export type OwnClientName = (typeof OWN_CLIENT_NAMES)[number];

export interface OwnClient {
  readonly label: string;
  readonly says: string;
  /** Undefined: the browser that shows the mail loads them itself, with its cookies. */
  readonly asks: Persona | undefined;
}

export const OWN_CLIENTS: Readonly<Record<OwnClientName, OwnClient>> = {
  'outlook-web': { label: 'Outlook on the web', says: 'Microsoft’s image proxy loads the images: no cookie can tell whose view it is.', asks: outlookOnTheWeb({ number: 99 }) },
  'outlook-desktop': { label: 'Outlook on the desktop', says: 'Outlook loads the images straight from this computer, without the browser’s cookies.', asks: { userAgent: CLASSIC_OUTLOOK, networkAddress: undefined } },
  'outlook-web-direct': { label: 'Outlook on the web, without image proxy', says: 'This browser loads the images itself, as where an administrator switched the proxy off.', asks: undefined },
};
