/** What a browser without a session sees. The text is fixed: nothing of the request goes into it. */
export const signInPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="dark light">
<title>Aviary</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 20vh auto 0; padding: 0 1.5rem }
code { font-family: ui-monospace, monospace }
</style>
</head>
<body>
<h1>Open the address that Aviary printed</h1>
<p>This browser has no session with this Aviary. Open the whole address, with its <code>?code=…</code>, that stands in
the terminal where Aviary was started.</p>
<p>An address works once and for ten minutes. Start <code>aviary serve</code> again to get a new one.</p>
</body>
</html>
`
