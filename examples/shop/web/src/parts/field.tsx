// A field of a form: its label, its input, and beside it what is wrong with it.
import type { InputHTMLAttributes, JSX } from "preact";

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** The error of the value. Undefined for a value without a known error. */
  readonly error?: string | undefined;
  readonly hint?: string;
  readonly input?: InputHTMLAttributes<HTMLInputElement>;
}

/** A labeled text input. The error is announced with the field. */
export function Field(props: FieldProps): JSX.Element {
  const { id, label, value, onInput, error, hint, input } = props;
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div class="field" data-invalid={error !== undefined}>
      <label for={id}>{label}</label>
      <input
        {...input}
        id={id}
        value={value}
        aria-invalid={error !== undefined}
        aria-describedby={described === "" ? undefined : described}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {error !== undefined && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** Moves the focus to the first field that is marked as wrong. */
export function focusFirstError(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}
