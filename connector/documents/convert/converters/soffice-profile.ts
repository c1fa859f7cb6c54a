/**
 * The settings LibreOffice starts with, in a profile folder that is thrown away after one file:
 * nothing of a document runs, nothing it names is fetched, and nothing of one file is there for the
 * next. Names as in LibreOffice's own registry (share/registry/main.xcd).
 */

const SCRIPTING = '/org.openoffice.Office.Common/Security/Scripting';
const INTERNET = '/org.openoffice.Inet/Settings';
const PDF = '/org.openoffice.Office.Common/Filter/PDF/Export';
/** Nobody listens at the port "discard". */
const NOBODY = '127.0.0.1';
const DISCARD_PORT = '9';

const VALUES: readonly (readonly [path: string, name: string, value: string])[] = [
  // Macros: never, of nobody.
  [SCRIPTING, 'DisableMacrosExecution', 'true'],
  [SCRIPTING, 'MacroSecurityLevel', '3'],
  [SCRIPTING, 'CheckDocumentEvents', 'true'],
  // Pictures and texts that lie elsewhere stay away; no document is trusted.
  [SCRIPTING, 'BlockUntrustedRefererLinks', 'true'],
  [SCRIPTING, 'DisableActiveContent', 'true'],
  // Links and fields are shown as they were saved. 2: never.
  ['/org.openoffice.Office.Writer/Content/Update', 'Link', '2'],
  ['/org.openoffice.Office.Calc/Content/Update', 'Link', '2'],
  ['/org.openoffice.Office.Java/VirtualMachine', 'Enable', 'false'],
  // A proxy that is not there. 2: set by hand.
  [INTERNET, 'ooInetProxyType', '2'],
  [INTERNET, 'ooInetNoProxy', ''],
  [INTERNET, 'ooInetHTTPProxyName', NOBODY],
  [INTERNET, 'ooInetHTTPProxyPort', DISCARD_PORT],
  [INTERNET, 'ooInetHTTPSProxyName', NOBODY],
  [INTERNET, 'ooInetHTTPSProxyPort', DISCARD_PORT],
  [INTERNET, 'ooInetFTPProxyName', NOBODY],
  [INTERNET, 'ooInetFTPProxyPort', DISCARD_PORT],
  ['/org.openoffice.Office.Update/Update', 'Enabled', 'false'],
  ['/org.openoffice.Office.Common/Misc', 'FirstRun', 'false'],
  ['/org.openoffice.Office.Common/Misc', 'CrashReport', 'false'],
  ['/org.openoffice.Office.Recovery/AutoSave', 'Enabled', 'false'],
  // Readers find their way by the headings, and screen readers by the tags.
  [PDF, 'UseTaggedPDF', 'true'],
  [PDF, 'ExportBookmarks', 'true'],
  [PDF, 'ExportNotes', 'false'],
  [PDF, 'ExportHiddenSlides', 'false'],
];

/** Content of `user/registrymodifications.xcu`. Names a LibreOffice does not know it passes over. */
export function profileSettings(): string {
  const items = VALUES.map(([path, name, value]) => `<item oor:path="${path}"><prop oor:name="${name}" oor:op="fuse"><value>${value}</value></prop></item>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n${items.join('\n')}\n</oor:items>\n`;
}
