/** Words of the content library. */
import type { DocumentVersion, Visit } from './api.js';

const kinds: Record<DocumentVersion['kind'], string> = { pdf: 'PDF', doc: 'Word', docx: 'Word', ppt: 'PowerPoint', pptx: 'PowerPoint' };

const plural = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** "1.4 MB". */
export function sizeWords(bytes: number): string {
  const units = ['KB', 'MB', 'GB'];
  let value = bytes / 1_000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${value < 9.95 ? Math.max(0.1, value).toFixed(1) : Math.round(value)} ${units[unit] ?? ''}`;
}

/** "2 min 10 s", as times of pages are told. */
export function timeWords(time_ms: number): string {
  const seconds = Math.round(time_ms / 1_000);
  if (seconds < 1) return 'under 1 s';
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return minutes % 60 === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** "1–4, 9, 7": a way through pages, with runs drawn together. */
export function pathWords(path: readonly number[]): string {
  const runs: { from: number; to: number }[] = [];
  for (const page of path) {
    const last = runs.at(-1);
    if (last && page === last.to + 1) last.to = page;
    else runs.push({ from: page, to: page });
  }
  return runs.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}

export const documentWords = {
  kinds,
  pages: (count: number) => plural(count, 'page', 'pages'),
  list: {
    title: 'Content',
    upload: 'Upload',
    drop: 'Drop to upload',
    accepts: 'PDF, Word and PowerPoint',
    search: 'Search by name or tag',
    searching: 'Searching',
    found: (count: number, more: boolean) => `${plural(count, 'document', 'documents')} found${more ? ' so far' : ''}`,
    tags: 'Tags',
    archived: 'Archived',
    older: 'More',
    by: (name: string) => `by ${name}`,
    shared: 'Shared with the team',
    sent: (sent: number, opened: number) => (sent === 0 ? 'Not sent yet' : `Sent ${plural(sent, 'time', 'times')} · ${opened === 0 ? 'not opened yet' : `opened by ${plural(opened, 'reader', 'readers')}`}`),
    converting: (progress: number) => `Making pages… ${progress} %`,
    waiting: 'Waits for LibreOffice',
    empty: { title: 'Your content library is empty', says: 'Upload the offers, price lists and presentations you send. Put into a mail, each becomes a link to a page of ours, and you see which pages were read and for how long.' },
    emptyArchive: { title: 'Nothing is archived', says: 'Documents you archive are out of the way here. What was sent of them keeps working.', action: 'Back to the library' },
    none: { title: 'No document fits', says: 'Search for part of a name or a tag.', action: 'Show all' },
    plan: {
      title: 'Tracked documents belong to the Team plan',
      says: (team: string) => `Your team, ${team}, is not on it. An administrator can change that where Readback is installed:`,
      command: (team: string) => `npx readback team plan "${team.replaceAll('"', '')}" team`,
      after: 'Documents you sent before keep working, and you still see what is read of them.',
    },
  },
  uploads: {
    title: 'Uploads',
    sending: (percent: number) => `${percent} %`,
    waiting: 'Waits for the others',
    done: 'Uploaded',
    tooLarge: (size: string, largest: string) => `This file has ${size}, and at most ${largest} are taken. It was not sent.`,
    cancel: (name: string) => `Cancel the upload of ${name}`,
    retry: 'Try again',
    dismiss: (name: string) => `Take ${name} off this list`,
    dismissAll: 'Clear',
  },
  converter: {
    title: (count: number) => `${plural(count, 'file waits', 'files wait')} for LibreOffice`,
    install: 'Install it',
    installing: (progress: number) => `LibreOffice is being installed… ${progress} %`,
    failed: 'LibreOffice could not be installed',
  },
  chart: {
    page: (page: number) => `Page ${page}`,
    notRead: 'not read',
    readers: (count: number) => `by ${count}`,
    now: 'now',
  },
  readers: {
    somebody: 'Somebody',
    oneOf: 'One of',
    now: (page: number) => `on page ${page} now`,
    devices: { computer: 'Computer', phone: 'Phone', tablet: 'Tablet', unknown: 'Unknown device' } satisfies Record<Visit['device'], string>,
    read: (pages: number, of: number) => `${pages} of ${plural(of, 'page', 'pages')}`,
    notTimed: 'pages cannot be known: they have not agreed',
    downloaded: (count: number) => (count === 1 ? 'downloaded' : `downloaded ${count} times`),
    finished: 'to the end',
    details: 'Pages and times',
    chart: 'Time on each page',
    path: (path: readonly number[]) => `In this order: ${pathWords(path)}`,
    mine: 'This was me',
    notMine: 'This was not me',
  },
  one: {
    back: 'Content',
    loadingTitle: 'Document',
    notFound: { title: 'There is no such document', says: 'It may have been deleted, or it belongs to somebody who does not share it with you.' },
    archived: 'Archived',
    by: (name: string) => `Uploaded by ${name}`,
    share: 'Get a link',
    more: 'More actions',
    rename: 'Rename and tag',
    replace: 'Replace the file',
    shareWithTeam: 'Share with the team',
    keepToMyself: 'Keep to myself',
    download: 'Download the original',
    archive: 'Archive',
    unarchive: 'Take out of the archive',
    remove: 'Delete',
    sureRemove: { title: (name: string) => `Delete “${name}”?`, says: 'Its file and pages are deleted for good. It was never sent, so nobody loses anything.', confirm: 'Delete', cancel: 'Keep it' },
    version: (version: number, at: string) => `Version ${version}, ${at}`,
    versions: 'Version',
    read: 'What was read',
    readers: 'Readers',
    everything: 'Show machines and own visits',
    sent: 'Where it was sent',
    nobody: 'Nobody has opened it so far.',
    notKnown: 'It cannot be known',
    noReaders: 'No readers so far.',
    neverSent: 'It was not sent yet. Put it into a mail of a campaign with “Content”, or get a link.',
    figures: (readers: number, finished: number, downloads: number) =>
      [plural(readers, 'reader', 'readers'), ...(finished > 0 ? [`${finished} to the end`] : []), ...(downloads > 0 ? [plural(downloads, 'download', 'downloads')] : [])].join(' · '),
    inAll: (time: string) => `${time} in all`,
    failed: 'It cannot be sent',
    converting: (progress: number) => `Its pages are being made… ${progress} %`,
    waiting: 'It waits for LibreOffice',
  },
  edit: { title: 'Name and tags', name: 'Name', tags: 'Tags', tagsHint: 'Separated by commas', save: 'Save', cancel: 'Cancel' },
  shares: {
    link: 'A link of its own',
    readers: (count: number) => (count === 0 ? 'not opened yet' : plural(count, 'reader', 'readers')),
    revoked: 'Withdrawn',
    expired: 'Expired',
    until: (day: string) => `until ${day}`,
    passcode: 'Passcode',
    asks: 'Asks for the address',
    download: 'Download allowed',
    options: (to: string) => `Options of what went to ${to}`,
    older: 'Older',
  },
  share: {
    title: 'A link to this document',
    editTitle: 'Options',
    says: 'Whoever has the link can read the document in a browser. You see which pages are read.',
    allowDownload: 'May be downloaded',
    askAddress: 'Ask readers for their mail address first',
    expires: 'Ends on',
    expiresHint: 'At the end of that day; empty: it does not end',
    passcode: 'Passcode',
    passcodeHint: 'Tell it to your reader by another way than the link',
    passcodeKept: 'A passcode is set. Type another to replace it.',
    passcodeRemove: 'No passcode any more',
    make: 'Make the link',
    save: 'Save',
    cancel: 'Cancel',
    close: 'Close',
    copy: 'Copy',
    copied: 'Copied',
    revoke: 'Withdraw now',
    restore: 'Let it be read again',
    sureRevoke: 'Whoever opens it from now on is told that it was withdrawn.',
  },
} as const;
