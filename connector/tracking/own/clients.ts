/** Where a rep reads mail with our pane beside it. `outlook-web` is also the new Outlook for Windows. */
export const CLIENTS = ['outlook-web', 'outlook-desktop', 'outlook-mac', 'outlook-phone', 'web-app', 'other'] as const;
export type Client = (typeof CLIENTS)[number];
