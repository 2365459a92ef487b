/** A part of what a plugin says is wrong. */
export interface Complaint {
  /** Without the place. */
  readonly message: string;
  /** The .proto file that it is about, as imports name it; undefined when none is named. */
  readonly file: string | undefined;
  /** From 1; 0 when the plugin gives none. */
  readonly line: number;
  /** From 1; 0 when the plugin gives none. */
  readonly column: number;
}

/** Most complaints that are taken apart; the rest stays one text. */
const MAX_COMPLAINTS = 1000;

/** `shop/v1/orders.proto:12:5: text`, with anything but spaces in front of it, as in `--go_out: `. */
const PLACE = /(?:^|[\s("'])([^\s"'():]+\.proto)(?::(\d+))?(?::(\d+))?["']?\s*:\s*(.*)$/;

/**
 * Takes a plugin's words apart: each line that names one of the files begins a complaint about it, the
 * lines after it belong to it.
 *
 * @param isFile whether a path is one of the contracts
 */
export function parseComplaints(text: string, isFile: (path: string) => boolean): Complaint[] {
  const complaints: Complaint[] = [];
  let open: { -readonly [K in keyof Complaint]: Complaint[K] } | undefined;
  for (const line of text.trimEnd().split(/\r?\n/)) {
    const [, path, row, column, rest] = PLACE.exec(line) ?? [];
    if (path !== undefined && isFile(path) && complaints.length < MAX_COMPLAINTS) {
      open = {
        message: rest ?? "",
        file: path,
        line: Number(row ?? 0),
        column: Number(column ?? 0),
      };
      complaints.push(open);
    } else if (open !== undefined) {
      open.message += `\n${line}`;
    } else {
      open = { message: line, file: undefined, line: 0, column: 0 };
      complaints.push(open);
    }
  }
  for (const complaint of complaints as { message: string }[]) {
    complaint.message = complaint.message.trim();
  }
  return complaints.filter(({ message, file }) => message !== "" || file !== undefined);
}
