/**
 * What somebody sees whose link does not say where it leads: cut off on its way, or changed by hand.
 * It is made once and sent as it is: no script, nothing loaded, light or dark, wide or narrow.
 */
export const DAMAGED_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>This link is damaged</title>
<style>
:root { color-scheme: light dark; font: 100%/1.5 "Segoe UI", system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#f5f5f5, #1f1f1f); color: light-dark(#242424, #f5f5f5); }
main { max-width: 26rem; margin: 1rem; padding: 2rem; border-radius: 8px; background: light-dark(#fff, #292929); }
h1 { margin: 0 0 .5rem; font-size: 1.25rem; font-weight: 600; }
p { margin: 0; }
</style>
</head>
<body><main>
<h1>This link is damaged</h1>
<p>Part of its address was lost on the way, so it cannot say where it leads. Open it again from the mail, or answer the mail and ask for the address.</p>
</main></body>
</html>
`;
