/** The call as text to take along: a command, or a program. */
import type { JSX } from "preact";
import { useContract } from "../contract.ts";
import { type CopiedCall, callCommand, callProgram } from "./copies.ts";
import { CopyButton } from "./copy-button.tsx";

/** Draws both texts. */
export function CopyPanel({ call }: { call: CopiedCall }): JSX.Element {
  const contract = useContract();
  const command = callCommand(contract, call);
  const program = callProgram(contract, call);
  return (
    <details class="copies">
      <summary>
        Copy as <code>tram call</code> or TypeScript
      </summary>
      <CodeBlock title="tram call" text={command} />
      <CodeBlock title="TypeScript" text={program} />
      <p class="note">
        The program uses code that <code>tram generate</code> has written to <code>gen/</code>.
        {call.metadata.length > 0 && " Both contain the metadata and credentials above."}
      </p>
    </details>
  );
}

function CodeBlock({ title, text }: { title: string; text: string }): JSX.Element {
  return (
    <div class="code-block">
      <header>
        <h3>{title}</h3>
        <CopyButton label={`Copy as ${title}`} text={text} />
      </header>
      {/* Reachable by keyboard, as it scrolls. */}
      <pre tabIndex={0} role="region" aria-label={title}>
        {text}
      </pre>
    </div>
  );
}
