import { type Command, Option } from "commander";
import { collect } from "../commands/options.ts";

/** Flags of all commands that talk to a server, as commander gives them. */
export interface ConnectionFlags {
  readonly header?: readonly string[];
  readonly timeout?: string;
  readonly tls?: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  readonly insecureSkipVerify?: boolean;
  readonly authority?: string;
  readonly userAgent?: string;
  readonly maxReceiveBytes?: string;
  readonly waitForReady?: boolean;
  readonly proto?: readonly string[];
  readonly protoPath?: readonly string[];
  /** Of `tram proxy`: the compression of requests. */
  readonly upstreamCompression?: string;
}

/** Adds the flags of all commands that talk to a server. */
export function addConnectionFlags(command: Command): Command {
  return command
    .optionsGroup("Contract:")
    .option(
      "--proto <path>",
      ".proto file or folder to read the contract from; may be repeated",
      collect,
    )
    .option(
      "-I, --proto-path <dir>",
      "folder that imports are relative to; may be repeated",
      collect,
    )
    .optionsGroup("Call:")
    .option(
      "-H, --header <name: value>",
      "send metadata; base64 for names in -bin; may be repeated",
      collect,
    )
    .option("--timeout <duration>", "give up after: 500ms, 5s, 2m")
    .option("--wait-for-ready", "wait for the server to come up instead of failing")
    .option("--max-receive-bytes <size>", "largest message to accept (default: 64MiB)")
    .option("--authority <name>", ":authority to send")
    .option("--user-agent <text>", "text to put in front of the user-agent")
    .optionsGroup("TLS:")
    .option("--tls", "speak TLS; the other flags here imply it")
    .option("--ca <file>", "certificates to trust, PEM (default: those of Node.js)")
    .option("--cert <file>", "certificate chain to show, PEM; goes with --key")
    .option("--key <file>", "private key of --cert, PEM")
    .option("--server-name <name>", "name that the server's certificate must have")
    .addOption(
      new Option(
        "--insecure-skip-verify",
        "accept any certificate: only for tests on your own machine",
      ),
    )
    .optionsGroup("Options:");
}
