import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigurationError } from "../configuration-error.ts";
import { chooseServiceConfig } from "./dns-service-config.ts";

const facts = { percentile: 50, hostname: "host-1" };
const record = (choices: unknown) => `grpc_config=${JSON.stringify(choices)}`;
const config = (timeout: string) => ({ methodConfig: [{ name: [{}], timeout }] });

test("the first choice that fits this client", () => {
  const choose = (...choices: object[]) => chooseServiceConfig(["other", record(choices)], facts);
  const serviceConfig = config("1s");
  for (const fitting of [
    {},
    { clientLanguage: ["go", "Node"] },
    { clientLanguage: [] },
    { clientHostname: ["host-2", "host-1"] },
    { percentage: 51 },
    { percentage: 100, clientLanguage: ["tramline"], clientHostname: ["host-1"] },
  ]) {
    assert.deepEqual(choose({ ...fitting, serviceConfig }), serviceConfig, JSON.stringify(fitting));
  }
  for (const other of [
    { clientLanguage: ["go", "java"] },
    { clientHostname: ["host-2"] },
    { percentage: 50 },
    { percentage: 0 },
    { percentage: "100" },
  ]) {
    const later = { serviceConfig: config("2s") };
    assert.deepEqual(choose({ ...other, serviceConfig }, later), config("2s"));
    assert.equal(choose({ ...other, serviceConfig }), undefined, JSON.stringify(other));
  }
});

test("records without a config, and those that cannot be read", () => {
  assert.equal(chooseServiceConfig([], facts), undefined);
  assert.equal(chooseServiceConfig(["v=spf1 -all", "xgrpc_config=[]"], facts), undefined);
  assert.equal(chooseServiceConfig([record([])], facts), undefined);
  for (const broken of ["grpc_config={", record({}), record([1]), record([{ serviceConfig: 1 }])]) {
    assert.ok(chooseServiceConfig([broken], facts) instanceof ConfigurationError, broken);
  }
});
