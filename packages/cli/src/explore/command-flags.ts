import type { ConnectionFlags } from "../connect/connection-flags.ts";

/** Returns the flags with which `tram call` reaches the same server by the same contract, as arguments. */
export function commandFlags(flags: ConnectionFlags): string[] {
  const given: string[] = [];
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined) given.push(name, value);
  };
  const addSwitch = (name: string, value: boolean | undefined): void => {
    if (value === true) given.push(name);
  };
  for (const folder of flags.protoPath ?? []) add("-I", folder);
  for (const file of flags.proto ?? []) add("--proto", file);
  for (const header of flags.header ?? []) add("-H", header);
  addSwitch("--wait-for-ready", flags.waitForReady);
  add("--timeout", flags.timeout);
  add("--max-receive-bytes", flags.maxReceiveBytes);
  add("--authority", flags.authority);
  add("--user-agent", flags.userAgent);
  addSwitch("--tls", flags.tls);
  add("--ca", flags.ca);
  add("--cert", flags.cert);
  add("--key", flags.key);
  add("--server-name", flags.serverName);
  addSwitch("--insecure-skip-verify", flags.insecureSkipVerify);
  return given;
}
