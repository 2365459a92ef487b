import { type Command, Option } from "commander";
import { collect } from "../commands/options.ts";

/** Flags that name the .proto files of a contract. */
export interface FileFlags {
  readonly proto?: readonly string[];
  readonly protoPath?: readonly string[];
}

/** Flags about the channel to a server. */
export interface ChannelFlags {
  readonly tls?: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  readonly insecureSkipVerify?: boolean;
  readonly authority?: string;
}

/** Flags of all commands that call a server, as commander gives them. */
export interface ConnectionFlags extends FileFlags, ChannelFlags {
  readonly header?: readonly string[];
  readonly timeout?: string;
  readonly userAgent?: string;
  readonly maxReceiveBytes?: string;
  readonly waitForReady?: boolean;
}

/** Adds the flags of all commands that call a server. */
export function addConnectionFlags(command: Command): Command {
  addFileFlags(command.optionsGroup("Contract:"))
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
    .optionsGroup("TLS:");
  return addTlsFlags(command).optionsGroup("Options:");
}

/** Adds the flags that name .proto files. */
export function addFileFlags(command: Command): Command {
  return command
    .option(
      "--proto <path>",
      ".proto file or folder; may be repeated (default: reflection)",
      collect,
    )
    .option(
      "-I, --proto-path <dir>",
      "folder that imports are relative to; may be repeated",
      collect,
    );
}

/** Adds the flags about TLS to a server. */
export function addTlsFlags(command: Command): Command {
  return command
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
    );
}
