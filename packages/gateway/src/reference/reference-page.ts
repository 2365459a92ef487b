/** The page that shows an OpenAPI document: a shell around a viewer of the user's choice. */

/** Shows OpenAPI documents in a page, such as `redocViewer` of `@tramline/gateway/redoc` returns it. */
export interface ReferenceViewer {
  /** The script of the page: one file, which loads nothing from other servers. */
  readonly script: Uint8Array;
  /** The same by gzip, for browsers that accept it. Default: `script` is sent as it is. */
  readonly gzipped?: Uint8Array | undefined;
  /**
   * Returns the HTML of the page's body, which the script finds.
   *
   * @param documentPath the path of the OpenAPI document
   */
  element(documentPath: string): string;
}

/**
 * Returns the HTML of the page.
 *
 * @param title the name of the API, as plain text
 * @param scriptPath where the viewer's script is served
 * @param element the HTML of the viewer
 */
export function referencePage(title: string, scriptPath: string, element: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>body { margin: 0; font-family: system-ui, sans-serif; }</style>
</head>
<body>
${element}
<noscript>This page needs JavaScript.</noscript>
<script src="${escapeHtml(scriptPath)}"></script>
</body>
</html>
`;
}

/** Returns a text with the characters of markup replaced, for contents and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
