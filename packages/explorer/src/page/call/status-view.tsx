/** How a call ended: code, text, and decoded details, those of google.rpc in words. */
import type { JSX } from "preact";
import { isObject, type Json, type JsonObject, printJson, withMember } from "../json/json.ts";
import { JsonView } from "../json/json-view.tsx";
import { formatMs } from "./format.ts";
import type { CallEnd } from "./use-call.ts";

/** Draws the status of a call. */
export function StatusView({ end }: { end: CallEnd }): JSX.Element {
  const isOk = end.code === "OK";
  return (
    <div class={isOk ? "status ok" : "status failed"}>
      <p class="status-line">
        <span class="code">{end.code}</span>
        <span class="status-message">{end.message}</span>
        <span class="time">
          {formatMs(end.atMs)}
          {end.peer !== undefined && ` · ${end.peer}`}
        </span>
      </p>
      {(end.details as readonly JsonObject[]).map((detail, index) => (
        <DetailView key={`${index}`} detail={detail} />
      ))}
    </div>
  );
}

function DetailView({ detail }: { detail: JsonObject }): JSX.Element {
  const url = text(detail["@type"]);
  const name = url.slice(url.lastIndexOf("/") + 1);
  const rows = name.startsWith("google.rpc.") ? rowsOf(name, detail) : undefined;
  const rest = withMember(detail, "@type", undefined);
  return (
    <div class="detail">
      <h3>{name}</h3>
      {rows === undefined ? (
        <JsonView text={printJson(rest)} label={name} />
      ) : (
        <dl>
          {rows.map(([term, content], index) => (
            <div key={`${index}`}>
              <dt>{term}</dt>
              <dd>{content}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

type Row = readonly [term: string, content: JSX.Element | string];

/** Terms and contents of a detail of google.rpc; undefined for one that is unknown. */
function rowsOf(name: string, detail: JsonObject): readonly Row[] | undefined {
  const list = (member: string): readonly JsonObject[] => objects(detail[member]);
  switch (name.slice("google.rpc.".length)) {
    case "BadRequest":
      return list("fieldViolations").map(({ field, description, reason }) => [
        text(field),
        [text(description), text(reason)].filter((one) => one !== "").join(" · "),
      ]);
    case "RetryInfo":
      return [["Retry after", text(detail["retryDelay"])]];
    case "ErrorInfo":
      return [
        ["Reason", text(detail["reason"])],
        ["Domain", text(detail["domain"])],
        ...Object.entries(isObject(detail["metadata"]) ? detail["metadata"] : {}).map(
          ([key, value]): Row => [key, text(value)],
        ),
      ];
    case "PreconditionFailure":
      return list("violations").map(({ type, subject, description }) => [
        `${text(type)} ${text(subject)}`,
        text(description),
      ]);
    case "QuotaFailure":
      return list("violations").map(({ subject, description }) => [
        text(subject),
        text(description),
      ]);
    case "ResourceInfo": {
      const rows: readonly Row[] = [
        [text(detail["resourceType"]), text(detail["resourceName"])],
        ["Owner", text(detail["owner"])],
        ["Description", text(detail["description"])],
      ];
      return rows.filter(([, content]) => content !== "");
    }
    case "RequestInfo":
      return [
        ["Request", text(detail["requestId"])],
        ["Data", text(detail["servingData"])],
      ];
    case "Help":
      return list("links").map(({ description, url }) => [
        text(description),
        <LinkOrText url={text(url)} />,
      ]);
    case "LocalizedMessage":
      return [[text(detail["locale"]), text(detail["message"])]];
    case "DebugInfo":
      return [
        ["Detail", text(detail["detail"])],
        [
          "Stack",
          <pre>{(detail["stackEntries"] as readonly string[] | undefined)?.join("\n") ?? ""}</pre>,
        ],
      ];
    default:
      return undefined;
  }
}

/** A link of a server's; anything but http and https stays text. */
function LinkOrText({ url }: { url: string }): JSX.Element {
  if (!/^https?:\/\//.test(url)) return <span>{url}</span>;
  return (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {url}
    </a>
  );
}

function text(value: Json | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
