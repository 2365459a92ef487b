// The interceptor over real servers: all kinds of calls, by gRPC, Connect, and REST, on both sides.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { restProtocol } from "@tramline/gateway";
import type { MessageInit } from "@tramline/protobuf";
import { Violations } from "@tramline/protobuf/buf/validate";
import { type ValidationInterceptorOptions, validationInterceptor } from "@tramline/validate";
import { connect, createWebChannel, createClient as createWebClient } from "@tramline/web";
import {
  connectProtocol,
  createChannel,
  createClient,
  createServer,
  grpcProtocol,
  type Server,
  StatusError,
} from "tramline";
import { BadRequest } from "tramline/google/rpc";
import { FormService, Plan, type SignUpRequest } from "./gen/forms/v1/forms.ts";

const valid: MessageInit<SignUpRequest> = {
  email: "ada@example.com",
  displayName: "Ada",
  age: 36,
  contact: { case: "phoneNumber", value: "12345" },
  plan: Plan.FREE,
};
const invalid: MessageInit<SignUpRequest> = { ...valid, email: "ada", age: 3 };

/** Forms that handlers saw. */
let taken = 0;

function createFormServer(options: ValidationInterceptorOptions = {}): Server {
  const server = createServer({
    interceptors: [validationInterceptor(options)],
    protocols: [grpcProtocol, restProtocol({ services: [FormService] }), connectProtocol],
  });
  // A response is valid unless the form says otherwise.
  const respond = ({ nickName }: SignUpRequest) => ({ id: nickName === "bug" ? "" : "1" });
  return server.add(FormService, {
    describe: (request) => request,
    signUp(request) {
      taken++;
      return respond(request);
    },
    *watch(request) {
      taken++;
      yield respond(request);
    },
    async import(requests) {
      for await (const _ of requests) taken++;
      return { id: "1" };
    },
    async *chat(requests) {
      for await (const request of requests) {
        taken++;
        yield respond(request);
      }
    },
  });
}

let server: Server;
let channel: ReturnType<typeof createChannel>;
let port: number;

before(async () => {
  server = createFormServer({ responses: true });
  const listening = await server.listen("127.0.0.1:0");
  port = listening.port;
  channel = createChannel(listening.address);
});

after(async () => {
  await channel.close();
  await server.close({ graceMs: 0 });
});

/** What a failed call says of the fields. */
function fieldsOf(error: unknown): string[] {
  assert.ok(error instanceof StatusError);
  assert.equal(error.code, "INVALID_ARGUMENT");
  const [bad] = error.detailsOf(BadRequest);
  return (bad?.fieldViolations ?? []).map(({ field, description, reason }) => {
    return `${field} ${reason}: ${description}`;
  });
}

const expected = [
  "email string.email: must be a valid email address",
  "age int32.gte_lt: must be greater than or equal to 18 and less than 150",
];

function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => assert.fail("the call succeeded"),
    (error: unknown) => error,
  );
}

async function collect<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const message of messages) all.push(message);
  return all;
}

test("a unary request that violates rules fails before its handler, with both details", async () => {
  const forms = createClient(FormService, channel);
  assert.equal((await forms.signUp(valid)).id, "1");
  taken = 0;
  const error = await failure(forms.signUp(invalid));
  assert.deepEqual(fieldsOf(error), expected);
  assert.equal(taken, 0);
  assert.ok(error instanceof StatusError);
  assert.equal(error.rawMessage, "email: must be a valid email address (and 1 more)");
  const [details] = error.detailsOf(Violations);
  assert.deepEqual(
    details?.violations.map(({ ruleId }) => ruleId),
    ["string.email", "int32.gte_lt"],
  );
});

test("an error has the first 20 violations, and its text says how many there are", async () => {
  const forms = createClient(FormService, channel);
  const addresses = Array.from({ length: 50 }, () => ({ zipCode: "12345" }));
  const error = await failure(forms.signUp({ ...valid, addresses }));
  assert.equal(fieldsOf(error).length, 20);
  assert.ok(error instanceof StatusError);
  assert.equal(error.rawMessage, "addresses: must contain no more than 3 item(s) (and 50 more)");
});

test("the request of a stream of responses fails before its handler as well", async () => {
  const forms = createClient(FormService, channel);
  assert.equal((await collect(forms.watch(valid))).length, 1);
  taken = 0;
  assert.deepEqual(fieldsOf(await failure(collect(forms.watch(invalid)))), expected);
  assert.equal(taken, 0);
});

test("a stream of requests fails at the message that violates rules", async () => {
  const forms = createClient(FormService, channel);
  taken = 0;
  const error = await failure(forms.import([valid, valid, invalid, valid]));
  assert.deepEqual(fieldsOf(error), expected);
  assert.equal(taken, 2);
});

test("so does a bidirectional stream, after the responses to earlier messages", async () => {
  const forms = createClient(FormService, channel);
  const responses: string[] = [];
  const error = await failure(
    (async () => {
      for await (const { id } of forms.chat([valid, invalid])) responses.push(id);
    })(),
  );
  assert.deepEqual(fieldsOf(error), expected);
  assert.deepEqual(responses, ["1"]);
});

test("a response that violates rules is INTERNAL", async () => {
  const forms = createClient(FormService, channel);
  const bug = { ...valid, nickName: "bug" };
  for (const call of [forms.signUp(bug), collect(forms.watch(bug)), collect(forms.chat([bug]))]) {
    const error = await failure(call);
    assert.ok(error instanceof StatusError);
    assert.equal(
      `${error.code} ${error.rawMessage}`,
      "INTERNAL invalid response: id: must be at least 1 characters",
    );
  }
});

test("in a client, an invalid request is not sent", async () => {
  const own = createClient(FormService, channel, { interceptors: [validationInterceptor()] });
  taken = 0;
  assert.deepEqual(fieldsOf(await failure(own.signUp(invalid))), expected);
  assert.deepEqual(fieldsOf(await failure(own.import([invalid]))), expected);
  assert.equal(taken, 0);
  assert.equal((await own.signUp(valid)).id, "1");
  const missing = { ...valid, displayName: undefined };
  assert.deepEqual(fieldsOf(await failure(own.signUp(missing))), [
    "display_name string.min_len: must be at least 1 characters",
  ]);
});

test("violations reach clients of Connect, as details and as JSON", async () => {
  const web = createWebChannel(`http://127.0.0.1:${port}`, { protocol: connect() });
  const forms = createWebClient(FormService, web);
  assert.deepEqual(fieldsOf(await failure(forms.signUp(invalid))), expected);
  const response = await fetch(`http://127.0.0.1:${port}/forms.v1.FormService/SignUp`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      email: "ada",
      displayName: "Ada",
      age: 36,
      faxNumber: "",
      plan: "PLAN_FREE",
    }),
  });
  assert.equal(response.status, 400);
  const body = (await response.json()) as { code: string; details: { type: string }[] };
  assert.equal(body.code, "invalid_argument");
  assert.deepEqual(
    body.details.map(({ type }) => type),
    ["google.rpc.BadRequest", "buf.validate.Violations"],
  );
});

test("violations reach clients of REST as JSON", async () => {
  const response = await fetch(`http://127.0.0.1:${port}/v1/signUps`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      email: "ada",
      displayName: "Ada",
      age: 36,
      faxNumber: "",
      plan: "PLAN_FREE",
    }),
  });
  assert.equal(response.status, 400);
  const body = (await response.json()) as {
    message: string;
    details: { "@type": string; fieldViolations?: unknown }[];
  };
  assert.equal(body.message, "email: must be a valid email address");
  assert.deepEqual(body.details[0], {
    "@type": "type.googleapis.com/google.rpc.BadRequest",
    fieldViolations: [
      {
        field: "email",
        description: "must be a valid email address",
        reason: "string.email",
      },
    ],
  });
});
