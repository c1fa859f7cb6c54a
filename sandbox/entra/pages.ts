/** The three pages a person sees: pick who you are, a refusal, and signed out. No script but the one that posts a form on. */
import { escapeHtml } from '../escape-html.js';
import type { DirectoryUser } from '../exchange/index.js';
import { TENANT } from './tenant.js';

export function signInPage(action: string, users: readonly DirectoryUser[], hinted: DirectoryUser | undefined, current: DirectoryUser | undefined): string {
  const first = hinted ?? current;
  const ordered = first === undefined ? users : [first, ...users.filter((user) => user !== first)];
  const rows = ordered.map(
    (user) => `
      <li><button name="user" value="${escapeHtml(user.userPrincipalName)}"${user === first ? ' autofocus' : ''}>
        <span class="initials" aria-hidden="true">${escapeHtml(initialsOf(user.displayName))}</span>
        <span class="who"><strong>${escapeHtml(user.displayName)}</strong><span>${escapeHtml(user.userPrincipalName)}</span></span>
        ${user === current ? '<span class="state">Signed in</span>' : ''}
      </button></li>`,
  );
  return page(
    'Sign in',
    `<h1>Who are you?</h1>
    <p>This is the sandbox’s sign-in for ${TENANT.displayName}. Nobody here has a password: pick a person.</p>
    <form method="post" action="${escapeHtml(action)}">
      <ul>${rows.join('')}</ul>
      <p class="end"><button class="quiet" name="cancel" value="1">Cancel</button></p>
    </form>`,
  );
}

export function refusalPage(description: string): string {
  return page('Sign-in is not possible', `<h1>Sign-in is not possible</h1><p>The application asked for something this tenant does not allow.</p><pre>${escapeHtml(description)}</pre>`);
}

export function signedOutPage(): string {
  return page('Signed out', '<h1>You signed out</h1><p>You can close this window.</p>');
}

/** Posts the answer on by itself (`response_mode=form_post`); the button is for browsers that run no script. */
export function formPostPage(redirectUri: string, fields: Readonly<Record<string, string>>, scriptNonce: string): string {
  const inputs = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`);
  return page(
    'Signing in',
    `<h1>Signing in…</h1>
    <form method="post" action="${escapeHtml(redirectUri)}">${inputs.join('')}<p class="end"><button>Continue</button></p></form>
    <script nonce="${scriptNonce}">document.forms[0].submit()</script>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title} · Readback sandbox</title>
  <link rel="stylesheet" href="/sign-in/sign-in.css">
</head>
<body>
  <main>${body}</main>
</body>
</html>
`;
}

function initialsOf(name: string): string {
  return name.split(/\s+/).map((word) => word.charAt(0)).slice(0, 2).join('').toUpperCase();
}
