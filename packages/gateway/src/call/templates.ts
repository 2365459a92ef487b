import { FieldTemplate } from "@tramline/rpc";

/** The fields of responses that are the same every time, by HTTP status and content type. */
const templates = new Map<string, FieldTemplate>();
/** Content types are the handlers', so what is kept has a bound. */
const MAX_TEMPLATES = 200;

export const JSON_TYPE = "application/json";

/** Returns the fixed fields of a response. */
export function templateOf(status: number, contentType: string | undefined): FieldTemplate {
  const key = `${status} ${contentType ?? ""}`;
  let template = templates.get(key);
  if (template === undefined) {
    const fields = [":status", String(status)];
    if (contentType !== undefined) {
      fields.push("content-type", contentType, "x-content-type-options", "nosniff");
    }
    if (contentType === "text/event-stream") fields.push("cache-control", "no-store");
    template = new FieldTemplate(fields);
    if (templates.size >= MAX_TEMPLATES) templates.clear();
    templates.set(key, template);
  }
  return template;
}

/** Trailers have no fixed fields. */
export const noFields: FieldTemplate = new FieldTemplate([]);
