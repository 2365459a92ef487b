import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import type { ClientChannelOptions, ServerOptions } from "tramline";
import { echo, withPair } from "./fixture.ts";
import { tlsFile } from "./tls-files.ts";

const PASSPHRASE = "correct horse battery";
const TOKEN = "Bearer 5ecret-t0ken";

/** The server's key, encrypted, so that there is a passphrase to hide as well. */
const encryptedKey = createPrivateKey(tlsFile("server.key"))
  .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: PASSPHRASE })
  .toString();

/** How a text may appear: as it is, and as inspection prints the bytes of a Buffer or an array. */
function forms(secret: string): string[] {
  const bytes = [...Buffer.from(secret)];
  return [
    secret,
    bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" "),
    bytes.join(", "),
  ];
}

/** The first characters of what a PEM file holds. */
const lineOf = (pem: string) => (pem.split("\n")[1] as string).slice(0, 16);

const secrets = [
  PASSPHRASE,
  TOKEN,
  lineOf(encryptedKey),
  lineOf(tlsFile("server.key").toString()),
  lineOf(tlsFile("client.key").toString()),
].flatMap(forms);

function assertHidden(what: string, value: unknown): void {
  const full = { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity } as const;
  const texts = [inspect(value), inspect(value, { ...full, showHidden: true, getters: true })];
  texts.push(inspect(value, { ...full, showHidden: true, customInspect: false }));
  try {
    texts.push(JSON.stringify(value) ?? "");
  } catch {
    // A circle, which JSON does not have: nothing is printed.
  }
  for (const secret of secrets) {
    const at = texts.findIndex((text) => text.includes(secret));
    assert.equal(at, -1, `${what} shows ${JSON.stringify(secret)} in form ${at}`);
  }
}

const server: ServerOptions = {
  tls: {
    cert: tlsFile("server.pem"),
    key: encryptedKey,
    passphrase: PASSPHRASE,
    ca: tlsFile("ca.pem"),
    clientCertificate: "require",
  },
};
const channel: ClientChannelOptions = {
  tls: {
    ca: tlsFile("ca.pem"),
    cert: tlsFile("client.pem"),
    key: tlsFile("client.key"),
    serverName: "server.example",
  },
  callCredentials: () => ({ authorization: TOKEN }),
};

describe("inspection shows no secrets", () => {
  it("the test would find them", () => {
    assert.throws(() => assertHidden("a key", { deep: { key: tlsFile("server.key") } }));
    assert.throws(() => assertHidden("a token", [{ authorization: TOKEN }]));
    assert.throws(() => assertHidden("a passphrase", { passphrase: PASSPHRASE }));
  });

  it("server, channel, client and calls, before, during and after a call", async () => {
    await withPair(
      echo,
      async (pair) => {
        assertHidden("server", pair.server);
        assertHidden("channel", pair.channel);
        const call = pair.client.repeat({ text: "x", count: 3, delayMs: 5 });
        for await (const { count } of call) {
          if (count !== 0) continue;
          assertHidden("server", pair.server);
          assertHidden("channel", pair.channel);
          assertHidden("client", pair.client);
          assertHidden("call", call);
        }
        assertHidden("server", pair.server);
        assertHidden("channel", pair.channel);
        assertHidden("call", call);
        assertHidden("status", [pair.server.tlsStatus(), pair.channel.tlsStatus()]);
      },
      { server, channel },
    );
  });

  it("errors of options, and of a call that failed", async () => {
    await withPair(
      echo,
      async ({ channel: open, client }) => {
        await open.close();
        const failed = await client.say({}).catch((error: unknown) => error);
        assertHidden("error", failed);
      },
      { server, channel },
    );
  });
});
