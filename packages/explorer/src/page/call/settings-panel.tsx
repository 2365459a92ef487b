/** The controls of metadata, credentials, and deadline. */
import type { JSX } from "preact";
import type { MetadataEntry } from "../../page-protocol.ts";
import { useContract } from "../contract.ts";
import { type Auth, type CallSettings, ownMetadata, parseDeadlineMs } from "./settings.ts";

interface Props {
  readonly settings: CallSettings;
  readonly onChange: (settings: CallSettings) => void;
}

/** Draws the settings of calls. */
export function SettingsPanel({ settings, onChange }: Props): JSX.Element {
  const { fixedMetadata } = useContract();
  const { auth, deadline } = settings;
  const count = ownMetadata(settings).length;
  const isWrong = deadline !== "" && parseDeadlineMs(deadline) === undefined;
  const parts = [
    count === 0 ? "no metadata" : `${count} metadata`,
    auth.kind === "none" ? "no credentials" : auth.kind,
    deadline === "" ? "no deadline" : `deadline ${deadline}`,
  ];
  return (
    <details class="settings">
      <summary>
        Metadata, credentials, deadline <span class="note">{parts.join(" · ")}</span>
      </summary>
      <div class="settings-body">
        <MetadataRows
          rows={settings.metadata}
          onChange={(metadata) => onChange({ ...settings, metadata })}
        />
        {fixedMetadata.length > 0 && (
          <p class="note">Every call sends, from the command line: {fixedMetadata.join(", ")}</p>
        )}
        <AuthControls
          auth={auth}
          onChange={(changed) => onChange({ ...settings, auth: changed })}
        />
        <div class="row">
          <label for="deadline">Deadline</label>
          <span class="control">
            <input
              id="deadline"
              type="text"
              placeholder="none; 500ms, 5s, 2m"
              value={deadline}
              aria-invalid={isWrong}
              aria-describedby="deadline-wrong"
              onInput={(event) => onChange({ ...settings, deadline: event.currentTarget.value })}
            />
            <span id="deadline-wrong" class="wrong">
              {isWrong ? "Write a number and a unit: 500ms, 5s, or 2m." : ""}
            </span>
          </span>
        </div>
      </div>
    </details>
  );
}

function MetadataRows(props: {
  readonly rows: readonly MetadataEntry[];
  readonly onChange: (rows: readonly MetadataEntry[]) => void;
}): JSX.Element {
  const { rows, onChange } = props;
  const replace = (index: number, row: MetadataEntry): void =>
    onChange(rows.map((one, at) => (at === index ? row : one)));
  return (
    <fieldset class="plain">
      <legend>Metadata</legend>
      {rows.map(([name, value], index) => (
        // Rows have no identity but their place.
        <div class="metadata-row" key={`${index}`}>
          <input
            type="text"
            aria-label={`Metadata name ${index}`}
            placeholder="name"
            value={name}
            spellcheck={false}
            onInput={(event) => replace(index, [event.currentTarget.value, value])}
          />
          <input
            type="text"
            aria-label={`Metadata value ${index}`}
            placeholder={name.endsWith("-bin") ? "base64" : "value"}
            value={value}
            spellcheck={false}
            onInput={(event) => replace(index, [name, event.currentTarget.value])}
          />
          <button
            type="button"
            class="quiet"
            aria-label={`Remove metadata ${index}`}
            onClick={() => onChange(rows.filter((_one, at) => at !== index))}
          >
            Remove
          </button>
        </div>
      ))}
      <button type="button" class="quiet" onClick={() => onChange([...rows, ["", ""]])}>
        Add metadata
      </button>
    </fieldset>
  );
}

function AuthControls({
  auth,
  onChange,
}: {
  readonly auth: Auth;
  readonly onChange: (auth: Auth) => void;
}): JSX.Element {
  type TextName = Exclude<keyof Auth, "kind">;
  const shared = (name: TextName, label: string) => ({
    "aria-label": label,
    placeholder: label,
    value: auth[name],
    autocomplete: "off",
    spellcheck: false,
    onInput: (event: { readonly currentTarget: HTMLInputElement }) =>
      onChange({ ...auth, [name]: event.currentTarget.value }),
  });
  const text = (name: TextName, label: string): JSX.Element => (
    <input type="text" {...shared(name, label)} />
  );
  const secret = (name: TextName, label: string): JSX.Element => (
    <input type="password" {...shared(name, label)} />
  );
  return (
    <div class="row">
      <label for="auth">Credentials</label>
      <span class="controls">
        <select
          id="auth"
          value={auth.kind}
          onChange={(event) =>
            onChange({ ...auth, kind: event.currentTarget.value as Auth["kind"] })
          }
        >
          <option value="none">none</option>
          <option value="bearer">bearer token</option>
          <option value="basic">user and password</option>
          <option value="header">header</option>
        </select>
        {auth.kind === "bearer" && secret("token", "token")}
        {auth.kind === "basic" && text("user", "user")}
        {auth.kind === "basic" && secret("password", "password")}
        {auth.kind === "header" && text("headerName", "header name")}
        {auth.kind === "header" && secret("headerValue", "header value")}
      </span>
    </div>
  );
}
